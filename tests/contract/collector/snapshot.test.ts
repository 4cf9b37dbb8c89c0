import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Snapshot, snapshot } from '#contract/collector/snapshot.ts';
import { localDay } from '#contract/primitives/day.ts';
import type { CollectedRun } from '#main/collection/collect.ts';
import { collect } from '#main/collection/collect.ts';
import { orderSnapshot } from '#main/collection/take-snapshot.ts';
import { forkCollector, realHost } from '#tests/harness/fork-collector.ts';

const root = mkdtempSync(join(tmpdir(), 'candor-snapshot-'));
const folder = join(root, 'snapshots');
const order = {
  type: 'snapshot' as const,
  folder,
  proxies: [{ endpoint: 'desk', answer: 'DIRECT' }],
};
const today = `${localDay(new Date())}.json`;
const signal = () => new AbortController().signal;
let taken: Snapshot;
let run: CollectedRun;

beforeAll(async () => {
  expect(
    await orderSnapshot({ spawn: () => forkCollector(realHost), order, signal: signal() }),
  ).toBeNull();
  taken = snapshot.parse(JSON.parse(readFileSync(join(folder, today), 'utf8')));
  // Two days ago this machine had one program fewer, another one, and an older one.
  const [[first = '', version = ''] = [], ...others] = Object.entries(taken.areas.software ?? {});
  const software = { ...Object.fromEntries(others), [first]: `0~${version}`, 'gone-since': '1.0' };
  const network = { ...taken.areas.network, 'DNS servers': '192.0.2.53' };
  const earlier: Snapshot = {
    ...taken,
    takenAt: '2026-01-01T00:00:00.000Z',
    areas: { ...taken.areas, software, network },
  };
  writeFileSync(
    join(folder, `${localDay(new Date(Date.now() - 2 * 86_400_000))}.json`),
    JSON.stringify(earlier),
  );
  run = await collect({
    spawn: () => forkCollector(realHost),
    selection: { preset: 'standard', collectors: null },
    onProgress: () => undefined,
    signal: signal(),
    prepare: {
      type: 'prepare',
      folder: join(root, 'review'),
      privateMap: [],
      facts: {
        graphics: null,
        displays: null,
        proxies: [{ endpoint: 'desk', answer: 'DIRECT' }],
        locale: 'en',
        versions: {},
      },
      endpoints: [],
      agentLogs: [],
      description: null,
      applications: [],
      policy: null,
      snapshotFolder: folder,
    },
  });
}, 120_000);
afterAll(() => rmSync(root, { recursive: true, force: true }));

describe('the collector process makes a snapshot of this real machine', () => {
  test('with its software, disks and network', () => {
    expect(Object.keys(taken.areas.software ?? {}).length).toBeGreaterThan(50);
    expect(taken.areas.disks?.['/']?.sizeBytes).toBeGreaterThan(0);
    expect(taken.areas.network?.['way to desk']).toBe('DIRECT');
  });

  test.skipIf(process.platform === 'win32')('that only its owner can read', () => {
    expect(statSync(join(folder, today)).mode & 0o777).toBe(0o600);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
  });

  test('without a command line or an environment in it', () => {
    const text = readFileSync(join(folder, today), 'utf8');
    for (const value of [process.env.PATH, process.argv[1]])
      if (value) expect(text).not.toContain(value);
  });

  test('and leaves nothing else behind, not even when it is called off', async () => {
    const other = join(root, 'called-off');
    const abort = new AbortController();
    const asked = orderSnapshot({
      spawn: () => forkCollector(realHost),
      order: { ...order, folder: other },
      signal: abort.signal,
    });
    abort.abort();
    expect(await asked).toBe('canceled');
    expect(existsSync(other) ? readdirSync(other) : []).toEqual([]);
    expect(readdirSync(folder).filter((name) => !name.endsWith('.json'))).toEqual([]);
  });
});

describe('two snapshots', () => {
  test('put their difference into the bundle, and only that', () => {
    const outcome = run.outcomes.find(({ collector }) => collector === 'since-last-good-day');
    expect(outcome).toMatchObject({ status: 'success' });
    const text = readFileSync(
      join(root, 'review/items/since-last-good-day/since-last-good-day.json'),
      'utf8',
    );
    const { areas, byDay, comparedWith } = JSON.parse(text);
    expect(areas.software.vanished).toEqual([{ what: 'gone-since', value: '1.0' }]);
    expect(areas.software.changed).toHaveLength(1);
    expect(areas.software.appeared).toEqual([]);
    expect(byDay).toMatchObject([{ since: comparedWith.day, counts: { software: 2, network: 1 } }]);
  });

  test('leave no address readable', () => {
    const text = readFileSync(
      join(root, 'review/items/since-last-good-day/since-last-good-day.json'),
      'utf8',
    );
    expect(text).toContain('DNS servers');
    expect(text).not.toContain('192.0.2.53');
  });
});
