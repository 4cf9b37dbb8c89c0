import { type ChildProcess, spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createCommandList } from '#collector/host/command-list.ts';
import { descendantsIn, identityOf } from '#collector/os/process-tree.ts';
import { endLeftoverCommands } from '#main/collection/leftovers.ts';
import { orderSnapshot } from '#main/collection/take-snapshot.ts';
import { hasEnded } from '#tests/fixtures/collector/processes.ts';

let folder: string;
const others: ChildProcess[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'candor-leftovers-'));
});
afterEach(() => {
  for (const { pid } of others.splice(0))
    if (pid !== undefined && !hasEnded(pid)) process.kill(-pid, 'SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

/** The leader of a group of its own, as each command is. */
function start(environment: Record<string, string> = {}): number {
  const child = spawn('sleep', ['614'], {
    detached: true,
    stdio: 'ignore',
    env: { ...process.env, ...environment },
  });
  others.push(child);
  if (child.pid === undefined) throw new Error('sleep was not started');
  return child.pid;
}

function note(notes: Record<string, string>): void {
  mkdirSync(join(folder, 'commands'));
  for (const [name, content] of Object.entries(notes))
    writeFileSync(join(folder, 'commands', name), content);
}

describe.skipIf(process.platform !== 'linux')(
  'what a killed collector process left running',
  () => {
    test('is ended by its number, and the list goes', async () => {
      const pid = start();
      createCommandList(folder).started(pid);
      expect(readFileSync(join(folder, 'commands', String(pid)), 'utf8')).toBe(identityOf(pid));
      await endLeftoverCommands(folder);
      await expect.poll(() => hasEnded(pid)).toBe(true);
      expect(existsSync(join(folder, 'commands'))).toBe(false);
    });

    test('is ended by its mark where its number was not noted', async () => {
      const mark = `${'0123456789abcdef'.repeat(2)}.`;
      const [ours, stranger] = [
        start({ CANDOR_COMMAND: `${mark}7` }),
        start({ CANDOR_COMMAND: `${'f'.repeat(32)}.7` }),
      ];
      note({ mark });
      await endLeftoverCommands(folder);
      await expect.poll(() => hasEnded(ours)).toBe(true);
      expect(hasEnded(stranger)).toBe(false);
    });

    test.for([
      ['was started at another time', (identity: string) => `${identity}1`],
      [
        'was started before the machine was',
        (identity: string) => `00000000-0000-4000-8000-000000000000 ${identity.split(' ')[1]}`,
      ],
      ['is not told apart from others', () => ''],
    ] as const)('is not what has its number but %s', async ([, changed]) => {
      const stranger = start();
      note({ [stranger]: changed(identityOf(stranger) ?? ''), mark: '' });
      const kill = vi.spyOn(process, 'kill').mockReturnValue(true);
      await endLeftoverCommands(folder);
      const { calls } = kill.mock;
      kill.mockRestore();
      expect(calls).toEqual([]);
    });

    test('is never the first process of the machine, nor what is no number', async () => {
      const kill = vi.spyOn(process, 'kill').mockReturnValue(true);
      const names = ['0', '1', '-5', '007', 'x', String(start()).padStart(12, '0')];
      note(Object.fromEntries(names.map((name) => [name, identityOf(Number(name)) ?? ''])));
      await endLeftoverCommands(folder);
      const { calls } = kill.mock;
      kill.mockRestore();
      expect(calls).toEqual([]);
    });

    test('in an earlier snapshot is forgotten, for its numbers are others’ by now', async () => {
      const stranger = start();
      // The worst case: even the identity is the same.
      note({ [stranger]: identityOf(stranger) ?? '' });
      const listed: string[][] = [];
      let answer: (message: unknown) => void = () => undefined;
      let exited: () => void = () => undefined;
      const problem = await orderSnapshot({
        spawn: () => ({
          postMessage: () => queueMicrotask(() => answer({ type: 'snapshot', problem: null })),
          onMessage: (listener) => {
            answer = listener;
          },
          onExit: (listener) => {
            listed.push(readdirSync(folder));
            exited = listener;
          },
          kill: () => exited(),
        }),
        order: { type: 'snapshot', folder, proxies: [] },
        signal: new AbortController().signal,
      });
      expect(problem).toBeNull();
      expect(listed).toEqual([[]]);
      expect(hasEnded(stranger)).toBe(false);
    });
  },
);

describe('the processes below another', () => {
  test('are found by a table of parents, also far down, and nobody else', () => {
    const table = '    1     0\n   10     1\n   11    10\n   12    11\n   20     1\n   13    10\n';
    expect(descendantsIn(table, 10).sort()).toEqual([11, 12, 13]);
    expect(descendantsIn(table, 20)).toEqual([]);
  });

  test.for(['', 'garbage\n\n', '10 10\n', '10 11\n11 10\n', '-1 10\n0 10\n1 10\n'])(
    'are not found in %j',
    (table) => {
      expect(descendantsIn(table, 10).filter((pid) => pid <= 1 || pid === 10)).toEqual([]);
    },
  );
});
