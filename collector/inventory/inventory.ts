import os from 'node:os';
import type { Platform } from '#contract/collector/collector.ts';
import { createWorkerPool, type Slot } from '../os/worker-pool.ts';
import type { InventoryAnswer, Problem } from './answer.ts';
import { type Access, type AnsweredLine, answerLine } from './answer-line.ts';
import type { InventoryCall, Machine } from './calls.ts';
import { commandLines, wayOf } from './command-lines.ts';
import { factsOf } from './facts.ts';
import { type CallEnd, type LibraryThread, startLibraryThread } from './library-thread.ts';

/** The one way to `systeminformation`. */
export interface Inventory {
  /** Answers within the deadline, whatever the library, its tools and its thread do. Never rejects. */
  ask<C extends InventoryCall>(
    call: C,
    access: Access,
    signal: AbortSignal,
  ): Promise<InventoryAnswer<C>>;
  close(): Promise<void>;
}

interface InventoryOptions {
  /** The module that runs in the threads: `thread.ts`, or its built version. */
  thread: URL;
  machine?: Machine;
  threads?: number;
  /** The deadline of a call; shorter than that of every collector that uses it. */
  deadlineMs?: number;
}

/** A third thread gained nothing on a machine with two cores, and each costs about 20 MB. */
const defaultThreads = 2;
const defaultDeadlineMs = 8000;

interface Job {
  call: InventoryCall;
  access: Access;
  /** Aborted by the deadline or with the calling collector. */
  signal: AbortSignal;
  endsAt: number;
}

const thisMachine = (): Machine => ({
  platform: process.platform as Platform,
  architecture: process.arch,
  release: os.release(),
});

export function createInventory(options: InventoryOptions): Inventory {
  const {
    thread,
    machine = thisMachine(),
    threads = defaultThreads,
    deadlineMs = defaultDeadlineMs,
  } = options;
  const pool = createWorkerPool<LibraryThread>(threads);

  async function serve(
    slot: Slot<LibraryThread>,
    job: Job,
    answer: (answer: InventoryAnswer<InventoryCall>) => void,
  ): Promise<void> {
    slot.worker ??= startLibraryThread(thread, machine);
    const lines: Promise<AnsweredLine>[] = [];
    const answered: AnsweredLine[] = [];
    const end = await beforeAbort(
      slot.worker.call(job.call, async (line) => {
        const running = answerOne(job, line, machine.platform);
        lines.push(running);
        answered.push(await running);
        return (await running).answer;
      }),
      job.signal,
    );
    answer(judge(job.call, machine.platform, end, answered));
    if (end.how === 'result') return;
    // Its commands end first, by the same signal, with everything that they started.
    await Promise.allSettled(lines);
    await slot.worker.end();
    slot.worker = null;
  }

  async function ask(
    call: InventoryCall,
    access: Access,
    signal: AbortSignal,
  ): Promise<InventoryAnswer<InventoryCall>> {
    if (commandLines[machine.platform][call] === undefined)
      return { status: 'unavailable', facts: null };
    const job: Job = {
      ...{ call, access, endsAt: performance.now() + deadlineMs },
      signal: AbortSignal.any([signal, AbortSignal.timeout(deadlineMs)]),
    };
    const late: InventoryAnswer<InventoryCall> = { status: 'timeout', facts: null };
    return pool.run((slot, answer) => serve(slot, job, answer), job.signal, late);
  }

  return {
    ask: ask as Inventory['ask'],
    async close() {
      await Promise.all(pool.close().map((worker) => worker.end()));
    },
  };
}

async function answerOne(
  { call, access, endsAt }: Job,
  line: string,
  platform: Platform,
): Promise<AnsweredLine> {
  const way = wayOf(platform, call, line);
  if (way === null) return { answer: { ok: false, stdout: '' }, problem: 'fail' };
  return answerLine(line, way, access, Math.max(1, endsAt - performance.now()));
}

type End = CallEnd | { how: 'late' };

function beforeAbort(call: Promise<CallEnd>, signal: AbortSignal): Promise<End> {
  return new Promise((resolve) => {
    const late = (): void => resolve({ how: 'late' });
    signal.addEventListener('abort', late, { once: true });
    void call.then(resolve).finally(() => signal.removeEventListener('abort', late));
  });
}

/** The reasons for having no facts, the most informative first. */
const reasons: readonly Problem[] = ['denied', 'timeout', 'fail', 'unavailable'];

function judge(
  call: InventoryCall,
  platform: Platform,
  end: End,
  answered: readonly AnsweredLine[],
): InventoryAnswer<InventoryCall> {
  const problems = answered.flatMap(({ problem }) => problem ?? []);
  if (end.how === 'late') return { status: 'timeout', facts: null };
  // If no source answered, the library's result is a guess.
  const spoke = answered.some(({ answer }) => answer.stdout !== '');
  const facts = end.how === 'result' && spoke ? factsOf[call](end.value, platform) : null;
  if (facts !== null) return { status: problems.length === 0 ? 'success' : 'partial', facts };
  if (end.how !== 'result') return { status: 'fail', facts };
  return { status: reasons.find((reason) => problems.includes(reason)) ?? 'unavailable', facts };
}
