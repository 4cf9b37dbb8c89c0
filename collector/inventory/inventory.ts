import os from 'node:os';
import type { Platform } from '#contract/collector/collector.ts';
import { type Access, type AnsweredLine, answerLine, type Problem } from './answer-line.ts';
import type { InventoryCall, Machine } from './calls.ts';
import { commandLines, wayOf } from './command-lines.ts';
import { factsOf, type InventoryFacts } from './facts.ts';
import { type CallEnd, type LibraryThread, startLibraryThread } from './library-thread.ts';

/** `success`: every source answered; `partial`: the facts are true, but a source did not answer. Otherwise there are no facts. */
export interface InventoryAnswer<C extends InventoryCall> {
  status: 'success' | 'partial' | Problem;
  facts: InventoryFacts[C] | null;
}

/** The only access to `systeminformation`. */
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
  resolve(answer: InventoryAnswer<InventoryCall>): void;
}

interface Slot {
  thread: LibraryThread | null;
  busy: boolean;
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
  const slots: Slot[] = Array.from({ length: threads }, () => ({ thread: null, busy: false }));
  const waiting: Job[] = [];
  let closed = false;

  function advance(): void {
    for (;;) {
      // Prefers the thread that has already loaded the library.
      const free = slots
        .filter(({ busy }) => !busy)
        .sort((a, b) => Number(b.thread !== null) - Number(a.thread !== null))[0];
      const job = free && waiting.shift();
      if (!free || !job) return;
      free.busy = true;
      void serve(free, job).finally(() => {
        free.busy = false;
        advance();
      });
    }
  }

  async function serve(slot: Slot, job: Job): Promise<void> {
    if (job.signal.aborted || closed) return job.resolve({ status: 'timeout', facts: null });
    slot.thread ??= startLibraryThread(thread, machine);
    const lines: Promise<AnsweredLine>[] = [];
    const answered: AnsweredLine[] = [];
    const end = await beforeAbort(
      slot.thread.call(job.call, async (line) => {
        const running = answerOne(job, line);
        lines.push(running);
        answered.push(await running);
        return (await running).answer;
      }),
      job.signal,
    );
    job.resolve(judge(job.call, machine.platform, end, answered));
    if (end.how === 'result') return;
    // Its commands end first, by the same signal, with everything that they started.
    await Promise.allSettled(lines);
    await slot.thread.end();
    slot.thread = null;
  }

  async function answerOne({ call, access, endsAt }: Job, line: string): Promise<AnsweredLine> {
    const way = wayOf(machine.platform, call, line);
    if (way === null) return { answer: { ok: false, stdout: '' }, problem: 'fail' };
    return answerLine(line, way, access, Math.max(1, endsAt - performance.now()));
  }

  return {
    ask: (call, access, signal) =>
      new Promise((resolve) => {
        if (commandLines[machine.platform][call] === undefined)
          return resolve({ status: 'unavailable', facts: null });
        const job: Job = {
          ...{ call, access, endsAt: performance.now() + deadlineMs },
          signal: AbortSignal.any([signal, AbortSignal.timeout(deadlineMs)]),
          resolve: resolve as Job['resolve'],
        };
        waiting.push(job);
        job.signal.addEventListener(
          'abort',
          () => {
            const place = waiting.indexOf(job);
            if (place >= 0) waiting.splice(place, 1);
            if (place >= 0) resolve({ status: 'timeout', facts: null });
          },
          { once: true },
        );
        advance();
      }),
    async close() {
      closed = true;
      await Promise.all(slots.map(({ thread }) => thread?.end()));
    },
  };
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
