import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { win32 } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { system32 } from './windows-folder.ts';

/**
 * How a process and everything that it started are found and ended. A process group alone does not hold them: a child that
 * calls `setsid` leaves it, and one whose parent has ended hangs on init.
 */

type Signal = 'SIGTERM' | 'SIGKILL';

/** The environment variable by which what a command started is known for ours, wherever it has gone. */
export const markName = 'CANDOR_COMMAND';
/** What the marks of all commands of this process begin with; nobody else can know it. */
export const ownMark = `${randomBytes(16).toString('hex')}.`;

let started = 0;
export function newMark(): string {
  started += 1;
  return `${ownMark}${started}`;
}

export interface ProcessTree {
  /** Sends the signal to all of it that can be found. */
  end(how: Signal): void;
  /** The same once the first process is over: what it left behind. */
  endRest(): void;
}

/**
 * The tree of a process that lives and was started here, or by a process that was.
 * @param mark what stands in its environment; null where the caller looks for marks itself
 */
export function processTree(pid: number | undefined, mark: string | null = null): ProcessTree {
  if (pid === undefined) return { end: () => undefined, endRest: () => undefined };
  // Remembered from one signal to the next: when a parent ends, the way down to its children is lost.
  const seen = new Map<number, string>();
  const own = process.platform === 'linux' ? identityOf(pid) : null;
  if (own !== null) seen.set(pid, own);
  return {
    end(how) {
      if (process.platform === 'win32') return endWindowsTree(pid);
      if (process.platform === 'darwin') return endDarwinTree(pid, how);
      // Not twice: many programs take a second request for impatience and leave without cleaning up.
      for (const found of descendantsByProc(seen))
        if (groupOf(found) !== pid) signalProcess(found, how);
      signalProcess(-pid, how);
    },
    endRest() {
      // Windows has no groups, and whose child a process was is not told cheaply once the parent is gone.
      if (process.platform === 'win32') return;
      for (const found of descendantsByProc(seen)) signalProcess(found, 'SIGKILL');
      signalProcess(-pid, 'SIGKILL');
      if (process.platform === 'linux' && mark !== null) endMarked(`${mark}\0`, startedAfter(pid));
    },
  };
}

/**
 * What tells this process from every other one that has had or will have its number: when it was started, counted from the
 * start of a machine that has an id of its own. Null when there is no such process, or no way to tell.
 */
export function identityOf(pid: number): string | null {
  const startedAt = statOf(pid)[19];
  if (startedAt === undefined) return null;
  bootId ??= textOf('/proc/sys/kernel/random/boot_id').trim();
  return `${bootId} ${startedAt}`;
}
let bootId: string | undefined;

/**
 * Ends every process of this account whose environment holds a mark that begins so, and what it starts meanwhile. Linux
 * only. Nobody else's can be hit: the mark was drawn at random, and processes inherit it from ours alone.
 * @param mayBe which numbers are worth a look
 */
export function endMarked(mark: string, mayBe?: (pid: number) => boolean): void {
  for (const _ of search(mark, mayBe));
}

/** The same for a process with a window, which must not stop while hundreds of others are looked at. */
export async function endMarkedInSteps(mark: string): Promise<void> {
  for (const _ of search(mark)) await setImmediate();
}

/** How many processes are looked at in some two milliseconds. */
const step = 40;

function* search(mark: string, mayBe: (pid: number) => boolean = () => true): Generator<void> {
  const ended = new Set<number>();
  // Whoever forks while its environment is being read is found in the next round.
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

/** Numbers are given in turn and begin anew at the largest: those given since this one. Looking at all costs more than most commands. */
function startedAfter(pid: number): (other: number) => boolean {
  // proc_loadavg(5): the fifth field is the number given last.
  const last = Number(textOf('/proc/loadavg').split(' ')[4]);
  return last < pid ? (other) => other > pid || other <= last : (other) => other > pid;
}

/** Those below the given ones, children last; adds what it finds to them. A number that is another process by now is left out. */
function descendantsByProc(seen: Map<number, string>): number[] {
  for (const [pid, identity] of seen) {
    if (identityOf(pid) !== identity) {
      seen.delete(pid);
      continue;
    }
    for (const thread of numbersIn(`/proc/${pid}/task`)) {
      for (const child of textOf(`/proc/${pid}/task/${thread}/children`).split(' ').map(Number)) {
        const found = child > 1 ? identityOf(child) : null;
        // A map hands out what is added to it while it is walked.
        if (found !== null) seen.set(child, found);
      }
    }
  }
  return [...seen.keys()];
}

/** macOS has no /proc; `ps` belongs to it. */
function endDarwinTree(pid: number, how: Signal): void {
  execFile('/bin/ps', ['-axo', 'pid=,ppid='], { env: {}, timeout: 1000 }, (_error, table) => {
    for (const child of descendantsIn(table, pid)) signalProcess(child, how);
    signalProcess(-pid, how);
  });
}

/** The numbers below `root` in a table of `pid ppid`, one process a line. */
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

/** taskkill follows the children by their parent. */
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
    // It has ended, or it is another account's and not ours to end.
  }
}

const groupOf = (pid: number): number => Number(statOf(pid)[2]);

/** The fields of proc_pid_stat(5) from the third on: the second, a name, may hold spaces and parentheses. None without such a process. */
function statOf(pid: number): string[] {
  const stat = textOf(`/proc/${pid}/stat`);
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}

/** Processes come and go while they are read. */
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
