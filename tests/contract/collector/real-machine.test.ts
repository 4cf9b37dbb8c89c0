import { mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { catalogue } from '#collector/host/catalogue.ts';
import { type CollectorOutcome, collectorOutcome } from '#contract/collector/collector.ts';
import { type ShapedItemId, shapedItems } from '#contract/collector/item-shapes.ts';
import { type CollectedRun, collect } from '#main/collection/collect.ts';
import { forkCollector, realHost } from '#tests/harness/fork-collector.ts';

const folder = mkdtempSync(join(tmpdir(), 'candor-real-'));
const desk = createServer((_, answer) => answer.end('{}'));
let run: CollectedRun;
/** Seconds of processor time that the process which watches the collectors spent itself. */
let watchingSeconds = 0;

beforeAll(async () => {
  await new Promise<void>((resolve) => desk.listen(0, '127.0.0.1', resolve));
  const { port } = desk.address() as AddressInfo;
  const before = process.threadCpuUsage();
  run = await collect({
    spawn: () => forkCollector(realHost),
    selection: { preset: 'full', collectors: null },
    onProgress: () => undefined,
    signal: new AbortController().signal,
    prepare: {
      type: 'prepare',
      folder,
      privateMap: [],
      facts: {
        graphics: { gpuDevice: [{ vendorId: 0x8086, deviceId: 0x9a49 }] },
        displays: [{ size: { width: 1920, height: 1080 } }],
        proxies: [{ endpoint: 'desk', answer: 'DIRECT' }],
        locale: 'en-GB',
        versions: { candor: '0.0.0' },
      },
      endpoints: [{ id: 'desk', url: `http://127.0.0.1:${port}/v1/desk` }],
      agentLogs: [import.meta.filename],
      description: { happened: 'It does not start.', began: '', severity: null },
      applications: [],
      policy: null,
      inventory: true,
    },
  });
  const { user, system } = process.threadCpuUsage(before);
  watchingSeconds = (user + system) / 1e6;
}, 120_000);

afterAll(() => {
  desk.close();
  rmSync(folder, { recursive: true, force: true });
});

const read = (id: string): string => readFileSync(join(folder, 'items', id), 'utf8');
const outcomeOf = (id: string): CollectorOutcome | undefined =>
  run.outcomes.find(({ collector }) => collector === id);

describe('every collector on this real machine', () => {
  test('returns data, or says in a plain sentence why not', () => {
    expect(run.outcomes.map(({ collector }) => collector)).toEqual(catalogue.map(({ id }) => id));
    for (const outcome of run.outcomes) {
      expect(collectorOutcome.parse(outcome)).toEqual(outcome);
      if (outcome.status === 'success')
        expect(outcome.items.length, outcome.collector).toBeGreaterThan(0);
      else expect(outcome.reason?.message, outcome.collector).toMatch(/^[A-Z].+\.$/);
      // Daily snapshots are off here, and nothing else may be skipped.
      if (outcome.collector === 'since-last-good-day') expect(outcome.status).toBe('skip');
      else
        expect(['fail', 'timeout', 'canceled', 'skip'], outcome.collector).not.toContain(
          outcome.status,
        );
    }
  });

  test('returns the shapes that analyzers rely on', () => {
    const ids = run.outcomes.flatMap(({ items }) => items.map(({ id }) => id));
    for (const [id, shape] of Object.entries(shapedItems)) {
      expect(ids).toContain(id as ShapedItemId);
      expect(shape.safeParse(JSON.parse(read(id))).error, id).toBeUndefined();
    }
  });

  test('writes only items that its collector declares', () => {
    for (const { collector, items } of run.outcomes) {
      const declared = catalogue.find(({ id }) => id === collector)?.items ?? [];
      expect(declared, collector).toEqual(
        expect.arrayContaining(items.map(({ id }) => id.slice(collector.length + 1))),
      );
    }
  });

  test('writes JSON that can be read back', () => {
    for (const { id, mediaType } of run.outcomes.flatMap(({ items }) => items)) {
      if (mediaType === 'application/json') expect(() => JSON.parse(read(id)), id).not.toThrow();
    }
  });

  test('knows this process, this test and this test server', () => {
    const { processes } = JSON.parse(read('processes/processes.json')) as {
      processes: { pid: number; name: string }[];
    };
    const program =
      process.platform === 'linux' ? basename(realpathSync(process.execPath)) : expect.any(String);
    expect(processes.find(({ pid }) => pid === process.pid)).toMatchObject({ name: program });
    expect(read('agent-log/agent.log')).toContain(
      'knows this process, this test and this test server',
    );
    expect(JSON.parse(read('reachability/reachability.json'))).toMatchObject({
      endpoints: [
        { id: 'desk', dns: null, tcp: { ok: true }, tls: null, http: { ok: true, status: 200 } },
      ],
    });
    expect(JSON.parse(read('description/description.json'))).toMatchObject({
      happened: 'It does not start.',
    });
  });

  test('keeps program names and leaves their arguments out', () => {
    const { processes } = JSON.parse(read('processes/processes.json')) as {
      processes: { callsItself?: string }[];
    };
    for (const { callsItself: _, ...one } of processes) {
      const known = [
        'pid',
        'parent',
        'name',
        'state',
        'threads',
        'memoryBytes',
        'cpuSeconds',
        'runningSeconds',
      ];
      expect(Object.keys(one)).toEqual(known);
    }
  });

  test('leaves no address of this machine readable', () => {
    const all = run.outcomes.flatMap(({ items }) => items.map(({ id }) => read(id))).join('\n');
    const personal = run.privateMap
      .filter(({ kind }) => kind === 'ip' || kind === 'mac')
      .map(({ value }) => value);
    expect(personal.length).toBeGreaterThan(0);
    for (const value of personal) {
      const alone = new RegExp(`(?<![\\w.:])${value.replaceAll('.', '\\.')}(?![\\w:]|\\.\\d)`, 'i');
      expect(alone.test(all), value).toBe(false);
    }
  });

  test('never holds up the process that watches it', () => {
    // Redaction and parsing take place elsewhere: what is left are a few small messages.
    expect(watchingSeconds).toBeLessThan(2);
  });

  test('reports correctly on a machine without systemd', { skip: outcomeHasSystemd() }, () => {
    expect(outcomeOf('services')?.status).toBe('unavailable');
  });
});

function outcomeHasSystemd(): boolean {
  try {
    return readFileSync('/proc/1/comm', 'utf8').trim() === 'systemd';
  } catch {
    return true;
  }
}
