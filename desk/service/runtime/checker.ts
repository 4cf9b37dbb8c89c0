import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { constants, setPriority } from 'node:os';
import { fileURLToPath } from 'node:url';
import { type AppError, appErrorOf } from '#contract/errors/result.ts';
import type { CheckedBundle } from '../domain/intake/check-bundle.ts';
import type { Limits } from '../limits.ts';
import type { CheckAnswer, CheckTask } from './check-process.ts';

/** `low`: the process gets the processor only when no other wants it. */
export type Pace = 'normal' | 'low';

export interface Checker {
  /** Checks one bundle; never two at once. Rejects when the file cannot be read now. */
  check(task: CheckTask): Promise<CheckedBundle | { problem: AppError }>;
  /** Starts the process before it is needed: loading its code takes longer than checking an ordinary bundle. */
  warm(): void;
  close(): Promise<void>;
}

/**
 * Checks bundles in a process with its own, bounded memory and time. Parsers can be made to need far more of both than the
 * bundle's size tells: 16 kB of zip hold a document of five million empty objects, whose complaints filled 4 GB. Such a
 * bundle ends that process, and not the desk, and nobody waits for it. A thread is not enough: V8 ends the whole process
 * when a single allocation goes past a thread's limit.
 */
export function makeChecker(
  { checkMemoryMiB, checkMs }: Pick<Limits, 'checkMemoryMiB' | 'checkMs'>,
  pace: Pace = 'normal',
): Checker {
  // The process is reused for the next bundle: starting it takes longer than most checks.
  let child: ChildProcess | null = null;

  async function attempt(task: CheckTask): Promise<CheckAnswer | Death> {
    child ??= start(checkMemoryMiB, pace);
    const answer = await ask(child, task, checkMs);
    if ('died' in answer) await close();
    return answer;
  }

  async function close(): Promise<void> {
    if (child) await end(child);
    child = null;
  }

  return {
    warm() {
      child ??= start(checkMemoryMiB, pace);
    },
    async check(task) {
      let answer = await attempt(task);
      // Whoever killed it need not have meant this bundle: a machine without memory ends whatever is largest.
      if ('died' in answer && answer.killed) answer = await attempt(task);
      if ('died' in answer)
        return { problem: answer.killed ? interrupted(answer.died) : unreadable(answer.died) };
      if ('failure' in answer)
        throw Object.assign(new Error(answer.failure.message), { code: answer.failure.code });
      return answer;
    },
    close,
  };
}

/** The bundle needed more memory or time than a check may take. */
const unreadable = (detail: string): AppError =>
  appErrorOf('bundle-invalid', 'The desk cannot read this bundle. Please ask for help again.', {
    detail,
  });

/** This says nothing about the bundle: `desk-failed` lets the person send the same bytes again. */
const interrupted = (detail: string): AppError =>
  appErrorOf(
    'desk-failed',
    'The desk was interrupted twice while it checked this bundle; perhaps it had too little memory. You can send it again.',
    { detail },
  );

function start(memoryMiB: number, pace: Pace): ChildProcess {
  const child = fork(fileURLToPath(new URL('./check-process.ts', import.meta.url)), [], {
    execArgv: [`--max-old-space-size=${memoryMiB}`],
    serialization: 'advanced',
    // Keeps V8's report of a full heap out of the desk's log.
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  // An idle one keeps no process alive.
  child.unref();
  child.channel?.unref();
  // An error without a listener would end the desk; `ask` hears it too.
  child.on('error', () => {});
  if (pace === 'low' && child.pid !== undefined) yieldProcessor(child.pid);
  return child;
}

/** A process that ended at once, or a system without priorities, is no reason not to check. */
function yieldProcessor(pid: number): void {
  try {
    setPriority(pid, constants.priority.PRIORITY_LOW);
  } catch {}
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const gone = once(child, 'exit');
  child.ref();
  child.kill('SIGKILL');
  await gone;
}

/** `killed`: by a signal from outside this process, and not because the bundle exhausted it. */
interface Death {
  died: string;
  killed: boolean;
}

/** V8 ends a process whose heap is full with one of the others: SIGABRT, SIGTRAP or SIGILL. */
const outsideSignals: ReadonlySet<string | null> = new Set([
  'SIGKILL',
  'SIGTERM',
  'SIGINT',
  'SIGHUP',
  'SIGQUIT',
]);

/** @returns what the process found, or how it ended over this bundle. */
function ask(child: ChildProcess, task: CheckTask, withinMs: number): Promise<CheckAnswer | Death> {
  return new Promise((resolve) => {
    const settle = (answer: CheckAnswer | Death) => {
      clearTimeout(timer);
      child.off('message', onMessage).off('error', onError).off('exit', onExit);
      resolve(answer);
    };
    const onMessage = (answer: unknown) => settle(answer as CheckAnswer);
    const onError = (thrown: unknown) =>
      settle({ died: `the check ended: ${String(thrown)}`, killed: true });
    const onExit = (code: number | null, signal: string | null) =>
      settle({
        died: `the check ended with ${code ?? signal}`,
        killed: outsideSignals.has(signal),
      });
    const timer = setTimeout(
      () => settle({ died: `the check took longer than ${withinMs} ms`, killed: false }),
      withinMs,
    );
    child.on('message', onMessage).on('error', onError).on('exit', onExit);
    child.send(task);
  });
}
