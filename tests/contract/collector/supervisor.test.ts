import type { ChildProcess } from 'node:child_process';
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
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import type { CollectorOutcome, Preset } from '#contract/collector/collector.ts';
import { formatText } from '#contract/text/text.ts';
import { collect } from '#main/collection/collect.ts';
import type { CollectorProcess } from '#main/collection/collector-process.ts';
import { hasEnded, sleeping } from '#tests/fixtures/collector/processes.ts';
import { forkCollector } from '#tests/harness/fork-collector.ts';
import { hostThatExits, hostWithFakes } from './fake-hosts.ts';

const folders: string[] = [];
afterEach(() => {
  vi.useRealTimers();
});
afterAll(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'candor-supervisor-'));
  folders.push(folder);
  return folder;
}

interface Scene {
  preset: Preset;
  folder?: string;
  agentLogs?: string[];
  signal?: AbortSignal;
  spawn?: () => CollectorProcess;
  concurrency?: number;
  onProgress?: Parameters<typeof collect>[0]['onProgress'];
}

async function play(scene: Scene) {
  const children: ChildProcess[] = [];
  const folder = scene.folder ?? newFolder();
  const run = await collect({
    spawn: scene.spawn ?? (() => forkCollector(hostWithFakes, children)),
    selection: { preset: scene.preset, collectors: null },
    ...(scene.concurrency ? { concurrency: scene.concurrency } : {}),
    onProgress: scene.onProgress ?? (() => undefined),
    signal: scene.signal ?? new AbortController().signal,
    prepare: {
      type: 'prepare',
      folder,
      privateMap: [],
      facts: { graphics: null, displays: null, proxies: [], locale: 'en', versions: {} },
      endpoints: [],
      agentLogs: scene.agentLogs ?? [],
      description: null,
      applications: [],
      policy: null,
    },
  });
  const outcome = (id: string): CollectorOutcome => {
    const found = run.outcomes.find(({ collector }) => collector === id);
    if (!found) throw new Error(`no outcome of ${id}`);
    return found;
  };
  return { ...run, outcome, folder, children };
}

const statuses = (outcomes: CollectorOutcome[]) =>
  Object.fromEntries(outcomes.map(({ collector, status }) => [collector, status]));

describe('a run with collectors that end badly', () => {
  const secret = `ghp_${'B7x9'.repeat(9)}`;
  const seen = new Map<string, string[]>();
  const besideWatching = new Set<string>();
  let run: Awaited<ReturnType<typeof play>>;

  beforeAll(async () => {
    const log = join(newFolder(), 'planted.log');
    writeFileSync(
      log,
      `open /home/adalovelace/plans.txt\ntoken=${secret}\nAda Lovelace on analytical-engine\n`,
    );
    const onProgress: Scene['onProgress'] = (progress) => {
      const watching = progress.some(({ id, state }) => id === 'watching' && state === 'running');
      for (const { id, state } of progress) {
        if (watching && id !== 'watching') besideWatching.add(state);
        const states = seen.get(id) ?? [];
        if (states.at(-1) !== state) seen.set(id, [...states, state]);
      }
    };
    run = await play({ preset: 'quick', agentLogs: [log], onProgress });
  });
  const read = (id: string): string => readFileSync(join(run.folder, 'items', id), 'utf8');

  test('gives each its own honest status, and does not harm the others', () => {
    expect(statuses(run.outcomes)).toEqual({
      plain: 'success',
      watching: 'success',
      late: 'timeout',
      throwing: 'fail',
      unable: 'unavailable',
      long: 'success',
      canary: 'success',
    });
    expect(run.declarations.map(({ id }) => id)).toEqual(
      run.outcomes.map(({ collector }) => collector),
    );
  });

  test('shows each one waiting, running and ending', () => {
    expect(seen.get('plain')).toEqual(['waiting', 'running', 'success']);
    expect(seen.get('late')).toEqual(['waiting', 'running', 'timeout']);
  });

  test('starts who watches the computer when all others have ended, or it would watch them', () => {
    expect(seen.get('watching')).toEqual(['waiting', 'running', 'success']);
    expect([...besideWatching].sort()).toEqual(['fail', 'success', 'timeout', 'unavailable']);
  });

  test('keeps what exists at a deadline, also what is handed over while stopping', () => {
    expect(run.outcome('late').items.map(({ id }) => id)).toEqual([
      'late/early.log',
      'late/just-late.log',
    ]);
    expect(read('late/early.log')).toBe('found before the deadline\n');
  });

  test('keeps head and tail of an item over its byte cap, and says what is missing', () => {
    const text = read('long/long.log');
    expect(text.length).toBeLessThanOrEqual(256 * 1024);
    expect(text.startsWith('line 0\n')).toBe(true);
    expect(text.endsWith('line 99999\n')).toBe(true);
    expect(text).toContain(
      `[Candor left out ${run.outcome('long').items[0]?.droppedBytes} bytes here]`,
    );
  });

  test('redacts an error text before it becomes a reason', () => {
    const { reason } = run.outcome('throwing');
    expect(reason && formatText(reason)).toMatch(
      /^It stopped with an error: Error: cannot open \/home\/user-\d+\/secrets$/,
    );
  });

  test('writes no secret and no home folder to the disk; the private map knows the pseudonyms', () => {
    const written = readdirSync(run.folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
      .join('\n');
    expect(written).toContain('plans.txt');
    for (const planted of [
      secret,
      '/home/adalovelace',
      'adalovelace',
      'Lovelace',
      'analytical-engine',
    ]) {
      expect(written).not.toContain(planted);
    }
    expect(run.privateMap.map(({ value }) => value)).toContain('adalovelace');
  });

  test('lets only their owner read items and folders', {
    skip: process.platform === 'win32',
  }, () => {
    expect(statSync(join(run.folder, 'items/plain/plain.json')).mode & 0o777).toBe(0o600);
    expect(statSync(join(run.folder, 'items/plain')).mode & 0o777).toBe(0o700);
  });
});

describe('a process that cannot be trusted to answer', () => {
  test('a busy loop costs only its own collector; what ran beside it runs again alone', async () => {
    const { outcomes, children } = await play({ preset: 'standard' });
    expect(statuses(outcomes)).toEqual({ plain: 'success', hanging: 'timeout', beside: 'success' });
    expect(children.length).toBeGreaterThan(1);
    await expect
      .poll(() => children.every(({ pid }) => pid !== undefined && hasEnded(pid)))
      .toBe(true);
  }, 20_000);

  test('a crash makes those in flight suspects; the one that crashes alone has failed', async () => {
    const { outcome, outcomes } = await play({ preset: 'network' });
    expect(statuses(outcomes)).toEqual({ plain: 'success', crashing: 'fail', beside: 'success' });
    expect(outcome('crashing').reason?.message).toMatch(/unexpectedly/);
    expect(outcome('crashing').items).toEqual([]);
  }, 20_000);

  test('commands of a killed process do not outlive the run', {
    skip: process.platform !== 'linux',
    timeout: 20_000,
  }, async () => {
    const { outcomes, folder } = await play({ preset: 'full' });
    expect(statuses(outcomes)).toEqual({ plain: 'success', orphaning: 'fail' });
    expect(existsSync(join(folder, 'commands'))).toBe(false);
    await expect.poll(() => sleeping(600)).toEqual([]);
  });

  test('a process that never comes up is an error in plain words', async () => {
    const nowhere = (): CollectorProcess => forkCollector(hostThatExits);
    await expect(play({ preset: 'quick', spawn: nowhere })).rejects.toMatchObject({
      error: { code: 'collector-unavailable' },
    });
  }, 20_000);

  test.for([
    ['of a collector that does not run yet', { collector: 'other' }, {}],
    ['of another shape', {}, { extra: true }],
    ['that names no status', { status: 'wonderful' }, {}],
  ] as const)('a report %s is dropped', async ([, outcomeChange, reportChange]) => {
    const controller = new AbortController();
    const { process: fakeProcess, say } = scripted((command) => {
      if (command.type === 'prepare')
        say({ type: 'ready', catalogue: [declaration('long'), declaration('other')] });
      if (command.type !== 'run') return;
      const outcome = {
        collector: 'long',
        status: 'success',
        durationMs: 1,
        reason: null,
        items: [],
        ...outcomeChange,
      };
      say({ type: 'finished', outcome, discovered: [], ...reportChange });
      controller.abort();
    });
    const { outcomes } = await play({
      preset: 'quick',
      concurrency: 1,
      spawn: () => fakeProcess,
      signal: controller.signal,
    });
    expect(statuses(outcomes)).toEqual({ long: 'canceled', other: 'canceled' });
  });

  test('an item that is not on the disk as claimed makes the outcome a failure', async () => {
    const item = {
      id: 'long/x.log',
      mediaType: 'text/plain',
      bytes: 5,
      sha256: 'a'.repeat(64),
      droppedBytes: 0,
      redactions: [],
    };
    const { process: fakeProcess, say } = scripted((command) => {
      if (command.type === 'prepare') say({ type: 'ready', catalogue: [declaration('long')] });
      if (command.type === 'run') {
        const outcome = {
          collector: 'long',
          status: 'success',
          durationMs: 1,
          reason: null,
          items: [item],
        };
        say({ type: 'finished', outcome, discovered: [] });
      }
    });
    const { outcome } = await play({ preset: 'quick', spawn: () => fakeProcess });
    expect(outcome('long')).toMatchObject({ status: 'fail', items: [] });
  });
});

describe('at once', () => {
  /** The most collectors that ran at the same time, and with whom each began; one ends only when no other is started any more. */
  async function atOnce(declared: ReturnType<typeof declaration>[], concurrency?: number) {
    const running: string[] = [];
    const company = new Map<string, string[]>();
    let most: string[] = [];
    const endOne = (): void => {
      const collector = running.shift();
      if (collector === undefined) return;
      const outcome = {
        collector,
        status: 'skip',
        durationMs: 1,
        reason: { message: 'Not here.' },
        items: [],
      };
      say({ type: 'finished', outcome, discovered: [] });
      setImmediate(endOne);
    };
    const { process: fakeProcess, say } = scripted((command) => {
      if (command.type === 'prepare') say({ type: 'ready', catalogue: declared });
      if (command.type !== 'run') return;
      running.push(command.collector ?? '');
      company.set(command.collector ?? '', [...running]);
      if (running.length > most.length) most = [...running];
      if (running.length === 1) setImmediate(endOne);
    });
    const { outcomes } = await play({
      preset: 'quick',
      spawn: () => fakeProcess,
      ...(concurrency ? { concurrency } : {}),
    });
    expect(outcomes.map(({ status }) => status)).toEqual(declared.map(() => 'skip'));
    return { most, company };
  }
  const mostAtOnce = async (...given: Parameters<typeof atOnce>) => (await atOnce(...given)).most;
  const many = Array.from({ length: 12 }, (_, index) => declaration(`c${index}`));

  test('run four collectors, or as many as were asked for', async () => {
    expect(await mostAtOnce(many)).toHaveLength(4);
    expect(await mostAtOnce(many, 2)).toHaveLength(2);
    expect(await mostAtOnce(many, 1)).toHaveLength(1);
  });

  test('run the one that needs quiet when all others have ended', async () => {
    const quiet = { ...declaration('quiet'), quiet: true as const };
    const { most, company } = await atOnce([quiet, ...many], 2);
    expect(most).toHaveLength(2);
    expect(company.get('quiet')).toEqual(['quiet']);
  });
});

describe('canceling', () => {
  /** All that the collectors of this scene start: three at once, and two more by the one that does not want to end. */
  const before = new Set([...sleeping(600), ...sleeping(621)]);
  const commands = () =>
    [600, 621].map((seconds) => sleeping(seconds).filter((pid) => !before.has(pid)).length);

  test.skipIf(process.platform !== 'linux')(
    'ends every process and every command, and says canceled',
    async () => {
      const controller = new AbortController();
      const canceled = play({ preset: 'performance', signal: controller.signal });
      await expect.poll(commands).toEqual([3, 2]);
      controller.abort();
      const { outcomes, children } = await canceled;
      expect(statuses(outcomes)).toEqual({
        forking: 'canceled',
        deaf: 'canceled',
        patient: 'canceled',
      });
      expect(outcomes.flatMap(({ items }) => items)).toEqual([]);
      await expect
        .poll(() => children.every(({ pid }) => pid !== undefined && hasEnded(pid)))
        .toBe(true);
      await expect.poll(commands).toEqual([0, 0]);
    },
  );

  test('waits 50 ms for collectors that do not stop and 60 ms for a process that does not exit, and no longer', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const running = Promise.withResolvers<void>();
    const steps: string[] = [];
    const { process: stuck, say } = scripted(({ type }) => {
      if (type === 'prepare') say({ type: 'ready', catalogue: [declaration('stuck')] });
      if (type === 'run') running.resolve();
      if (type === 'stop') steps.push('told to stop');
    });
    stuck.kill = () => void steps.push('killed');
    const controller = new AbortController();
    const canceled = play({ preset: 'quick', spawn: () => stuck, signal: controller.signal });
    await running.promise;
    controller.abort();
    await vi.advanceTimersByTimeAsync(49);
    expect(steps).toEqual(['told to stop']);
    await vi.advanceTimersByTimeAsync(1);
    expect(steps).toEqual(['told to stop', 'killed']);
    await vi.advanceTimersByTimeAsync(59);
    const waits = vi.getTimerCount();
    await vi.advanceTimersByTimeAsync(1);
    expect(vi.getTimerCount()).toBe(waits - 1);
    expect(statuses((await canceled).outcomes)).toEqual({ stuck: 'canceled' });
  });

  test('before anything runs is an empty run', async () => {
    const { outcomes } = await play({ preset: 'quick', signal: AbortSignal.abort() });
    expect(outcomes).toEqual([]);
  });
});

interface Command {
  type: string;
  collector?: string;
}

/** A process of which the test writes every answer. */
function scripted(onCommand: (command: Command) => void) {
  let listener: (message: unknown) => void = () => undefined;
  let exited: () => void = () => undefined;
  const child: CollectorProcess = {
    postMessage: (message) => queueMicrotask(() => onCommand(message as Command)),
    onMessage: (heard) => {
      listener = heard;
    },
    onExit: (heard) => {
      exited = heard;
    },
    kill: () => exited(),
  };
  return { process: child, say: (message: unknown) => listener(message) };
}

const declaration = (id: string) => ({
  id,
  title: 'Scripted',
  purpose: 'Exists for a test.',
  category: 'logs',
  sensitivity: 'private',
  privileges: 'none',
  platforms: ['linux', 'darwin', 'win32'],
  presets: ['quick'],
  deadlineMs: 5000,
  byteCap: 1000,
});
