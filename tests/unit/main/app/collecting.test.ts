import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type ActivityLog, openActivityLog } from '#main/requests/activity-log.ts';

// Electron's own module exists only inside Electron.
vi.mock('electron', () => ({
  app: {},
  safeStorage: {},
  utilityProcess: {},
  screen: {},
  session: {},
}));
const { askOnTerminal, isTerminal } = await import('#main/app/ask-on-terminal.ts');
const { announceCollecting, collectNoticeIn, activityFactsOf } = await import(
  '#main/app/collect-notice.ts'
);
const { readCollectTask } = await import('#main/app/command-line.ts');
const { collectToFile } = await import('#main/help-session/collect-to-file.ts');
const { pathsIn } = await import('#main/app/paths.ts');

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'candor-collecting-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const task = { file: '/home/ann/bundle.zip', preset: 'full' };
const kindsIn = async (journal: ActivityLog) =>
  (await journal.read()).entries.map(({ kind, facts }) => ({ kind, file: facts.file }));
const entry = { kind: 'collected-to-file', file: task.file };

describe('collecting into a file is written into this computer’s record', () => {
  test('by itself when no Candor runs, which may then be started', async () => {
    const file = join(folder, 'journal', 'journal.jsonl');
    const calls: string[] = [];
    const instance = {
      requestSingleInstanceLock: () => calls.push('lock') > 0,
      releaseSingleInstanceLock: () => void calls.push('release'),
    };
    await announceCollecting(instance, file, task);
    expect(await kindsIn(await openActivityLog(file))).toEqual([entry]);
    expect(calls).toEqual(['lock', 'release']);
  });

  test('by the Candor that runs, and collecting waits for it', async () => {
    const file = join(folder, 'journal.jsonl');
    const journal = await openActivityLog(file);
    let written = false;
    const running = {
      requestSingleInstanceLock(brought: unknown) {
        const notice = collectNoticeIn(brought);
        if (!notice) throw new Error('not a notice');
        void journal.add('collected-to-file', activityFactsOf(notice)).then(() => {
          written = true;
        });
        return false;
      },
      releaseSingleInstanceLock() {},
    };
    await announceCollecting(running, file, task);
    await vi.waitFor(() => expect(written).toBe(true));
    expect(await kindsIn(journal)).toEqual([entry]);
    expect((await journal.read()).fault).toBeNull();
  });

  test('or nothing is collected: a Candor that runs and writes nothing', async () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    try {
      const silent = {
        requestSingleInstanceLock() {
          // Meanwhile all the time that it has goes by.
          queueMicrotask(() => vi.advanceTimersByTime(60_000));
          return false;
        },
        releaseSingleInstanceLock() {},
      };
      const announced = announceCollecting(silent, join(folder, 'journal.jsonl'), task);
      await expect(announced).rejects.toMatchObject({
        error: { message: { message: expect.stringContaining('nothing was collected') } },
      });
    } finally {
      vi.useRealTimers();
    }
  });

  test('and not by a second start that brings something else', () => {
    for (const brought of [
      undefined,
      null,
      {},
      { collectToFile: { token: 'x', file: 'y', preset: 'z' } },
      { collectToFile: null },
    ])
      expect(collectNoticeIn(brought)).toBeNull();
  });
});

test.each([
  ['y', true],
  ['yes', true],
  ['Y', true],
  ['', false],
  ['n', false],
  ['yeah', false],
])('the person at the terminal is asked, and “%s” is %s', async (answer, agreed) => {
  const [input, output] = [new PassThrough(), new PassThrough()];
  const asked = askOnTerminal('Go on?', { input, output } as never, new AbortController().signal);
  input.write(`${answer}\n`);
  expect(await asked).toBe(agreed);
  expect(String(output.read())).toContain('Go on? [y/N]');
});

test('a pipe is not a terminal, on either side', () => {
  const side = (isTTY: boolean) => ({ isTTY }) as never;
  expect(isTerminal({ input: side(true), output: side(true) })).toBe(true);
  expect(isTerminal({ input: side(false), output: side(true) })).toBe(false);
  expect(isTerminal({ input: side(true), output: side(false) })).toBe(false);
});

test('nothing is collected or written when the person does not agree, or cannot be told', async () => {
  const file = join(folder, 'bundle.zip');
  const collecting = collectToFile(
    readCollectTask(['--collect', file, '--preset', 'quick'], folder),
    {
      paths: pathsIn(join(folder, 'data'), folder),
      policy: null,
      agentLogs: [],
      snapshotFolder: undefined,
      beforeCollecting: () => Promise.reject(new Error('no')),
      onProgress: () => expect.unreachable(),
      signal: new AbortController().signal,
    },
  );
  await expect(collecting).rejects.toThrow('no');
  expect(await readdir(folder)).toEqual([]);
});
