import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { win32 } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { system32 } from './windows-folder.ts';

/**
 * Finds and ends a process and everything that it started. A process group is not enough: a child that calls `setsid` leaves
 * it, and a child whose parent has ended belongs to init.
 */

type Signal = 'SIGTERM' | 'SIGKILL';

/** The environment variable that identifies every process that a command started. */
export const markName = 'CANDOR_COMMAND';
/** The beginning of the marks of all commands of this process; it is random. */
export const ownMark = `${randomBytes(16).toString('hex')}.`;

let started = 0;
export function newMark(): string {
  started += 1;
  return `${ownMark}${started}`;
}

export interface ProcessTree {
  /** Sends the signal to every process of the tree that can be found. */
  end(how: Signal): void;
  /** Ends the processes that the first process left behind. */
  endRest(): void;
}

/**
 * The tree of a running process that this process, or a process that it started, has started.
 * @param mark the mark in its environment; null when the caller searches for marks itself
 */
export function processTree(pid: number | undefined, mark: string | null = null): ProcessTree {
  if (pid === undefined) return { end: () => undefined, endRest: () => undefined };
  // Remembered between signals, because the children can no longer be found after their parent ended.
  const seen = new Map<number, string>();
  const own = process.platform === 'linux' ? identityOf(pid) : null;
  if (own !== null) seen.set(pid, own);
  return {
    end(how) {
      if (process.platform === 'win32') return endWindowsTree(pid);
      if (process.platform === 'darwin') return endDarwinTree(pid, how);
      // Not twice: many programs exit without cleaning up after a second request.
      for (const found of descendantsByProc(seen))
        if (groupOf(found) !== pid) signalProcess(found, how);
      signalProcess(-pid, how);
    },
    endRest() {
      // Windows has no process groups, and after the parent ended, finding its children is expensive.
      if (process.platform === 'win32') return;
      for (const found of descendantsByProc(seen)) signalProcess(found, 'SIGKILL');
      signalProcess(-pid, 'SIGKILL');
      if (process.platform === 'linux' && mark !== null) endMarked(`${mark}\0`, startedAfter(pid));
    },
  };
}

/**
 * Distinguishes this process from earlier and later ones with the same number: its start time since the machine started, with
 * the id of that start. Null when there is no such process or the system does not show it.
 */
export function identityOf(pid: number): string | null {
  const startedAt = statOf(pid)[19];
  if (startedAt === undefined) return null;
  bootId ??= textOf('/proc/sys/kernel/random/boot_id').trim();
  return `${bootId} ${startedAt}`;
}
let bootId: string | undefined;

/**
 * Ends every process of this account whose environment contains a mark with this beginning, and everything that it starts in
 * the meantime. Linux only. Other processes are safe: the mark is random, and only our processes pass it on.
 * @param mayBe which process numbers to check
 */
export function endMarked(mark: string, mayBe?: (pid: number) => boolean): void {
  for (const _ of search(mark, mayBe));
}

/** The same for a process with a window, which must not freeze while hundreds of processes are checked. */
export async function endMarkedInSteps(mark: string): Promise<void> {
  for (const _ of search(mark)) await setImmediate();
}

/** How many processes can be checked in about two milliseconds. */
const step = 40;

function* search(mark: string, mayBe: (pid: number) => boolean = () => true): Generator<void> {
  const ended = new Set<number>();
  // The child of a process that forks while its environment is read is found in the next round.
  for (let round = 0; round < 20; round += 1) {
    const before = ended.size;
    for (const [index, pid] of numbersIn('/proc').entries()) {
      if (index % step === step - 1) yield;
      if (ended.has(pid) || !mayBe(pid) || !carries(pid, mark)) continue;
      signalProcess(pid, 'SIGKILL');
      ended.add(pid);
    }
    if (ended.size === before) return;
  }
}

/** A process that has ended already, a zombie, has no environment any more. */
function carries(pid: number, mark: string): boolean {
  const environment = textOf(`/proc/${pid}/environ`);
  return (
    environment.startsWith(`${markName}=${mark}`) || environment.includes(`\0${markName}=${mark}`)
  );
}

/** The numbers given since this one. The kernel gives them in turn and starts over at the largest. Checking all would cost more than most commands. */
function startedAfter(pid: number): (other: number) => boolean {
  // proc_loadavg(5): the fifth field is the last number given.
  const last = Number(textOf('/proc/loadavg').split(' ')[4]);
  return last < pid ? (other) => other > pid || other <= last : (other) => other > pid;
}

/** The descendants of the given processes, children last; adds them to the map. Leaves out a number that now belongs to another process. */
function descendantsByProc(seen: Map<number, string>): number[] {
  for (const [pid, identity] of seen) {
    if (identityOf(pid) !== identity) {
      seen.delete(pid);
      continue;
    }
    for (const thread of numbersIn(`/proc/${pid}/task`)) {
      for (const child of textOf(`/proc/${pid}/task/${thread}/children`).split(' ').map(Number)) {
        const found = child > 1 ? identityOf(child) : null;
        // Iterating over a map includes entries that are added meanwhile.
        if (found !== null) seen.set(child, found);
      }
    }
  }
  return [...seen.keys()];
}

/** macOS has no /proc, but includes `ps`. */
function endDarwinTree(pid: number, how: Signal): void {
  execFile('/bin/ps', ['-axo', 'pid=,ppid='], { env: {}, timeout: 1000 }, (_error, table) => {
    for (const child of descendantsIn(table, pid)) signalProcess(child, how);
    signalProcess(-pid, how);
  });
}

/** The descendants of `root` in a table of `pid ppid`, one process per line. */
export function descendantsIn(table: string, root: number): number[] {
  const children = new Map<number, number[]>();
  for (const line of table.split('\n')) {
    const [pid = 0, parent = 0] = line.trim().split(/\s+/).map(Number);
    if (pid > 1) children.set(parent, [...(children.get(parent) ?? []), pid]);
  }
  const found = new Set<number>();
  const visit = (pid: number): void => {
    for (const child of children.get(pid) ?? []) {
      if (found.has(child) || child === root) continue;
      found.add(child);
      visit(child);
    }
  };
  visit(root);
  return [...found];
}

/** taskkill finds children by their parent. */
function endWindowsTree(pid: number): void {
  execFile(
    win32.join(system32(), 'taskkill.exe'),
    ['/T', '/F', '/PID', String(pid)],
    { windowsHide: true },
    () => undefined,
  );
}

/** @param pid negative for a group */
function signalProcess(pid: number, how: Signal): void {
  try {
    process.kill(pid, how);
  } catch {
    // It has ended, or it belongs to another account.
  }
}

const groupOf = (pid: number): number => Number(statOf(pid)[2]);

/** The fields of proc_pid_stat(5) from the third on, because the second, a name, may contain spaces and parentheses. Empty without such a process. */
function statOf(pid: number): string[] {
  const stat = textOf(`/proc/${pid}/stat`);
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}

/** Processes may end while they are read. */
function textOf(file: string): string {
  try {
    return readFileSync(file, 'latin1');
  } catch {
    return '';
  }
}

function numbersIn(folder: string): number[] {
  try {
    return readdirSync(folder).map(Number).filter(Number.isInteger);
  } catch {
    return [];
  }
}
