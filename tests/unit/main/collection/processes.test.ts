import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { emptyKnownValues } from '#bundle/redact/redactor.ts';
import type {
  CollectorDeclaration,
  CollectorOutcome,
  HostCommand,
} from '#contract/collector/collector.ts';
import type { CollectorProgress } from '#contract/ipc/session.ts';
import { collect } from '#main/collection/collect.ts';
import type { CollectorProcess } from '#main/collection/collector-process.ts';
import { decideInProcess } from '#main/collection/decide.ts';
import { knownValuesInProcess } from '#main/collection/known-values.ts';
import { filesMatch } from '#main/collection/verify-outcome.ts';
import { attempt, errorOf } from '../help-session/scene.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'candor-processes-'));
});
afterEach(async () => {
  vi.useRealTimers();
  await rm(folder, { recursive: true, force: true });
});

/** Only what waits: files are read and written meanwhile. */
const stopTheClock = () => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
async function until(reached: () => boolean): Promise<void> {
  while (!reached()) await new Promise((resolve) => setImmediate(resolve));
}

type Say = (report: unknown) => void;
/** A collector process of which the test writes every answer. */
function scripted(
  onCommand: (command: HostCommand, say: Say, exit: () => void) => void = () => {},
) {
  const heard: HostCommand[] = [];
  let listener: Say = () => {};
  let exited = () => {};
  let kills = 0;
  const say: Say = (report) => listener(report);
  const child: CollectorProcess = {
    postMessage(message) {
      heard.push(message as HostCommand);
      queueMicrotask(() => onCommand(message as HostCommand, say, exited));
    },
    onMessage(heardOne) {
      listener = heardOne;
    },
    onExit(ended) {
      exited = ended;
    },
    kill() {
      kills += 1;
      exited();
    },
  };
  return { child, heard, say, exit: () => exited(), kills: () => kills };
}

const declaration = (
  id: string,
  more: Partial<CollectorDeclaration> = {},
): CollectorDeclaration => ({
  id,
  title: `The part ${id}`,
  purpose: 'Exists for a test.',
  category: 'logs',
  sensitivity: 'private',
  privileges: 'none',
  platforms: ['linux', 'darwin', 'win32'],
  presets: ['quick'],
  deadlineMs: 5000,
  byteCap: 1000,
  ...more,
});
const success = (collector: string): CollectorOutcome => ({
  collector,
  status: 'success',
  durationMs: 1,
  reason: null,
  items: [],
});

describe('what a person decided, in a process of its own', () => {
  const command = {
    type: 'decide',
    folder: '/x',
    items: [],
    hide: [],
    show: [],
    again: null,
  } as Extract<HostCommand, { type: 'decide' }>;
  const item = { id: 'one/a.log', bytes: 1, sha256: 'a'.repeat(64), hidden: 1, shown: 0, again: 0 };
  const entry = { kind: 'host', pseudonym: 'host-1', value: 'ward-front' };

  test('is applied there, and the process is ended', async () => {
    const { child, heard, kills } = scripted((_command, say) => {
      // A report of another shape or kind is not an answer.
      say({ type: 'decided', items: [item], discovered: [], more: true });
      say({ type: 'known-values', values: emptyKnownValues });
      say({ type: 'decided', items: [item], discovered: [entry] });
    });
    expect(await decideInProcess(child, command)).toEqual({ items: [item], discovered: [entry] });
    expect(heard).toEqual([command]);
    expect(kills()).toBe(1);
  });

  test.each<[string, (say: Say, exit: () => void) => void]>([
    [
      'not everything could be written',
      (say) => say({ type: 'decided', items: null, discovered: [] }),
    ],
    ['the process ends without an answer', (_say, exit) => exit()],
  ])('is an error that says what to do when %s', async (_what, answer) => {
    const { child, kills } = scripted((_command, say, exit) => answer(say, exit));
    const error = await errorOf(decideInProcess(child, command));
    expect(error).toMatchObject({
      code: 'disk-failed',
      message: { message: expect.stringMatching(/nothing was sent/i) },
    });
    expect(kills()).toBe(1);
  });

  test('ends a process that hangs after two minutes, so that the person need not wait for it', async () => {
    stopTheClock();
    const { child, kills } = scripted();
    const failed = errorOf(decideInProcess(child, command));
    await vi.advanceTimersByTimeAsync(119_999);
    expect(kills()).toBe(0);
    await vi.advanceTimersByTimeAsync(1);
    expect(await failed).toMatchObject({ code: 'disk-failed' });
    expect(kills()).toBe(1);
  });
});

describe('what this machine is called, from a process of its own', () => {
  const values = { ...emptyKnownValues, users: ['annika'] };
  const application = {
    id: 'dispatch',
    name: 'Dispatch',
    logs: [],
    settings: [],
  } as unknown as never;

  test('is what it says, and the process is ended', async () => {
    const { child, heard, kills } = scripted((_command, say) => {
      say({ type: 'known-values', values: { users: 'annika' } });
      say({ type: 'decided', items: null, discovered: [] });
      say({ type: 'known-values', values });
    });
    expect(await knownValuesInProcess(child, [application])).toEqual(values);
    expect(heard).toEqual([{ type: 'known-values', applications: [application] }]);
    expect(kills()).toBe(1);
  });

  test.each<[string, (say: Say, exit: () => void) => void]>([
    ['it cannot be found out', (say) => say({ type: 'known-values', values: null })],
    ['the process ends without an answer', (_say, exit) => exit()],
  ])('is an error when %s, for no text may be sent unchecked', async (_what, answer) => {
    const { child, kills } = scripted((_command, say, exit) => answer(say, exit));
    expect(await errorOf(knownValuesInProcess(child, []))).toMatchObject({
      code: 'collector-unavailable',
    });
    expect(kills()).toBe(1);
  });

  test('is an error after twenty seconds when the process hangs', async () => {
    stopTheClock();
    const { child, kills } = scripted();
    const failed = errorOf(knownValuesInProcess(child, []));
    await vi.advanceTimersByTimeAsync(19_999);
    expect(kills()).toBe(0);
    await vi.advanceTimersByTimeAsync(1);
    expect(await failed).toMatchObject({ code: 'collector-unavailable' });
  });
});

describe('the items that a collector process claims', () => {
  const item = (id: string, bytes = 5) => ({
    id,
    mediaType: 'text/plain',
    bytes,
    sha256: 'a'.repeat(64),
    droppedBytes: 0,
    redactions: [],
  });
  const claimed = (...items: object[]) =>
    filesMatch(folder, { ...success('one'), items } as CollectorOutcome);
  const at = (id: string) => join(folder, 'items', id);
  beforeEach(async () => {
    for (const collector of ['one', 'two']) {
      await mkdir(at(collector), { recursive: true });
      await writeFile(at(`${collector}/a.log`), 'hello');
    }
  });

  test('are believed when each is its own collector’s plain file of that size', async () => {
    await writeFile(at('one/b.log'), '');
    expect(await claimed(item('one/a.log'), item('one/b.log', 0))).toBe(true);
    expect(await claimed()).toBe(true);
  });

  test.each([
    ['one is not there', [item('one/a.log'), item('one/missing.log')]],
    ['one has another size', [item('one/a.log', 4)]],
    ['one is named twice', [item('one/a.log'), item('one/a.log')]],
    ['one belongs to another collector', [item('two/a.log')]],
    ['one is a folder', [item('one/folder.log')]],
  ])('are not believed when %s', async (_what, items) => {
    await mkdir(at('one/folder.log'));
    expect(await claimed(...items)).toBe(false);
  });

  // Making a link is a right of its own on Windows.
  test.skipIf(process.platform === 'win32')(
    'are not believed when one, or its folder, is a link',
    async () => {
      await symlink(at('one/a.log'), at('one/link.log'));
      expect(await claimed(item('one/link.log'))).toBe(false);
      await rm(at('one'), { recursive: true });
      await symlink(at('two'), at('one'));
      expect(await claimed(item('one/a.log'))).toBe(false);
    },
  );
});

describe('a run of collectors', () => {
  const prepare: Extract<HostCommand, { type: 'prepare' }> = {
    type: 'prepare',
    folder: '',
    privateMap: [{ kind: 'user', pseudonym: 'user-1', value: 'annika' }],
    facts: { graphics: null, displays: null, proxies: [], locale: 'en', versions: {} },
    endpoints: [],
    agentLogs: [],
    description: null,
    applications: [],
    policy: null,
  };
  const discovered = { kind: 'host', pseudonym: 'host-1', value: 'ward-front' };

  async function run(
    hosts: ReturnType<typeof scripted>[],
    options: { folder?: string; concurrency?: number; signal?: AbortSignal } = {},
  ) {
    const boards: CollectorProgress[][] = [];
    let spawned = 0;
    const collected = await collect({
      spawn: () => hosts[spawned++]?.child ?? expect.fail('a process more than expected'),
      selection: { preset: 'quick', collectors: null },
      prepare: { ...prepare, folder: options.folder ?? folder },
      concurrency: options.concurrency ?? 4,
      onProgress: (progress) => boards.push(progress),
      signal: options.signal ?? new AbortController().signal,
    });
    return {
      ...collected,
      boards,
      spawned,
      statusOf: (id: string) => collected.outcomes.find(({ collector }) => collector === id),
    };
  }
  /** A process that does with each collector what `how` says; what it does not name succeeds. */
  const host = (
    catalogue: CollectorDeclaration[],
    how: Record<string, 'hang' | 'die' | 'learn'> = {},
  ) =>
    scripted((command, say, exit) => {
      if (command.type === 'prepare') say({ type: 'ready', catalogue });
      if (command.type !== 'run') return;
      const does = how[command.collector];
      if (does === 'hang') return;
      if (does === 'die') return exit();
      say({
        type: 'finished',
        outcome: success(command.collector),
        discovered: does === 'learn' ? [discovered] : [],
      });
    });
  const ranIn = ({ heard }: ReturnType<typeof scripted>) =>
    heard.flatMap((one) => (one.type === 'run' ? [one.collector] : []));

  test('gives the words of the person first, then what may take longest, and what needs quiet last', async () => {
    const catalogue = [
      declaration('short', { deadlineMs: 1000 }),
      declaration('quiet', { deadlineMs: 90_000, quiet: true }),
      declaration('long', { deadlineMs: 60_000 }),
      declaration('words', { category: 'description', deadlineMs: 500 }),
    ];
    const one = host(catalogue);
    const { outcomes, declarations } = await run([one], { concurrency: 1 });
    expect(ranIn(one)).toEqual(['words', 'long', 'short', 'quiet']);
    // They are shown as the catalogue has them.
    expect(outcomes.map(({ collector }) => collector)).toEqual(['short', 'quiet', 'long', 'words']);
    expect(declarations).toEqual(catalogue);
    expect(one.kills()).toBe(1);
  });

  test('keeps what was found out about this machine for the process that replaces another', async () => {
    const catalogue = [declaration('a'), declaration('dying'), declaration('c')];
    const first = host(catalogue, { a: 'learn', dying: 'die' });
    const second = host(catalogue);
    const { privateMap, outcomes, spawned } = await run([first, second], { concurrency: 1 });
    expect(privateMap).toEqual([...prepare.privateMap, discovered]);
    expect(first.heard[0]).toMatchObject({ type: 'prepare', privateMap: prepare.privateMap });
    expect(second.heard[0]).toMatchObject({
      type: 'prepare',
      privateMap: [...prepare.privateMap, discovered],
    });
    expect(outcomes.map(({ status }) => status)).toEqual(['success', 'success', 'success']);
    expect(spawned).toBe(2);
  });

  test('says of a collector that ends its process twice that it did, and runs each other alone after it', async () => {
    const catalogue = [declaration('a'), declaration('dying')];
    const crashing = () => host(catalogue, { a: 'hang', dying: 'die' });
    const last = host(catalogue, { dying: 'die' });
    const { statusOf, boards } = await run([crashing(), last, host(catalogue)]);
    expect(statusOf('a')?.status).toBe('success');
    expect(statusOf('dying')).toMatchObject({
      status: 'fail',
      reason: { message: 'It ended unexpectedly, twice in a row.' },
      items: [],
    });
    expect(ranIn(last)).toEqual(['a', 'dying']);
    // Back to waiting, for the person to see.
    const statesOf = (id: string) =>
      boards
        .map((board) => board.find((one) => one.id === id)?.state)
        .filter((state, index, all) => state !== all[index - 1]);
    expect(statesOf('dying')).toEqual(['waiting', 'running', 'waiting', 'running', 'fail']);
  });

  test('ends a process that does not answer a second after the deadline, and says how long that was', async () => {
    stopTheClock();
    const catalogue = [declaration('hanging', { deadlineMs: 7000 })];
    const hanging = host(catalogue, { hanging: 'hang' });
    const running = run([hanging, host(catalogue)]);
    await until(() => ranIn(hanging).length === 1);
    await vi.advanceTimersByTimeAsync(7_999);
    expect(hanging.kills()).toBe(0);
    await vi.advanceTimersByTimeAsync(1);
    expect(hanging.kills()).toBeGreaterThan(0);
    vi.useRealTimers();
    expect((await running).statusOf('hanging')).toMatchObject({
      status: 'timeout',
      reason: {
        message: 'It took longer than {seconds} seconds and was stopped.',
        values: { seconds: 7 },
      },
    });
  });

  test('gives what did not run a reason when no other process comes up', async () => {
    const catalogue = [declaration('a'), declaration('dying'), declaration('c')];
    const mute = scripted((command, _say, exit) => {
      if (command.type === 'prepare') exit();
    });
    const { statusOf } = await run([host(catalogue, { dying: 'die' }), mute], { concurrency: 1 });
    expect(statusOf('a')?.status).toBe('success');
    for (const id of ['dying', 'c'])
      expect(statusOf(id)).toMatchObject({
        status: 'fail',
        reason: { message: expect.stringContaining('did not start again') },
      });
  });

  test('that is canceled tells each collector under way to stop, and keeps what had ended', async () => {
    const controller = new AbortController();
    const catalogue = [
      declaration('a', { deadlineMs: 9000 }),
      declaration('hanging'),
      declaration('waiting', { deadlineMs: 1000 }),
    ];
    const one = scripted((command, say) => {
      if (command.type === 'prepare') say({ type: 'ready', catalogue });
      if (command.type !== 'run') return;
      if (command.collector === 'a')
        say({ type: 'finished', outcome: success('a'), discovered: [discovered] });
      else controller.abort();
    });
    const { statusOf, privateMap } = await run([one], {
      concurrency: 1,
      signal: controller.signal,
    });
    expect(one.heard.filter(({ type }) => type === 'stop')).toEqual([
      { type: 'stop', collector: 'hanging' },
    ]);
    expect(statusOf('a')?.status).toBe('success');
    for (const id of ['hanging', 'waiting'])
      expect(statusOf(id)).toMatchObject({
        status: 'canceled',
        reason: { message: 'It was canceled.' },
      });
    expect(privateMap).toContainEqual(discovered);
    expect(one.kills()).toBe(1);
  });

  test('is an error, and starts nothing, where its folder cannot be made', async () => {
    await writeFile(join(folder, 'file'), '');
    const error = await errorOf(attempt(() => run([], { folder: join(folder, 'file') })));
    expect(error).toMatchObject({
      code: 'disk-failed',
      detail: expect.stringMatching(/ENOTDIR|EEXIST/),
    });
  });

  test('is an error when the process says nothing for fifteen seconds', async () => {
    stopTheClock();
    const mute = scripted();
    const failed = errorOf(run([mute]));
    await until(() => mute.heard.length === 1);
    await vi.advanceTimersByTimeAsync(14_999);
    expect(mute.kills()).toBe(0);
    await vi.advanceTimersByTimeAsync(1);
    vi.useRealTimers();
    expect(await failed).toMatchObject({ code: 'collector-unavailable' });
    expect(mute.kills()).toBe(1);
  });
});
