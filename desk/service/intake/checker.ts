import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { type AppError, appErrorOf } from '../../../contract/result.ts';
import type { Limits } from '../limits.ts';
import type { CheckedBundle } from './check-bundle.ts';
import type { CheckAnswer, CheckTask } from './check-process.ts';

export interface Checker {
  /** Checks one bundle; never two at once. Rejects when the file cannot be read now. */
  check(task: CheckTask): Promise<CheckedBundle | { problem: AppError }>;
  close(): Promise<void>;
}

/**
 * Checks bundles in a process with its own, bounded memory and time. Parsers can be made to need far more of both than the
 * bundle's size tells: 16 kB of zip hold a document of five million empty objects, whose complaints filled 4 GB. Such a
 * bundle ends that process, and not the desk, and nobody waits for it. A thread is not enough: V8 ends the whole process
 * when a single allocation goes past a thread's limit.
 */
export function makeChecker({ checkMemoryMiB, checkMs }: Pick<Limits, 'checkMemoryMiB' | 'checkMs'>): Checker {
  // Kept from one bundle to the next: starting it takes longer than most checks.
  let child: ChildProcess | null = null;
  return {
    async check(task) {
      child ??= start(checkMemoryMiB);
      const answer = await ask(child, task, checkMs);
      if ('died' in answer) {
        await end(child);
        child = null;
        const message = 'The desk cannot read this bundle. Please ask for help again.';
        return { problem: appErrorOf('bundle-invalid', message, { detail: answer.died }) };
      }
      if ('failure' in answer) throw Object.assign(new Error(answer.failure.message), { code: answer.failure.code });
      return answer;
    },
    async close() {
      if (child) await end(child);
      child = null;
    },
  };
}

function start(memoryMiB: number): ChildProcess {
  const child = fork(fileURLToPath(new URL('./check-process.ts', import.meta.url)), [], {
    execArgv: [`--max-old-space-size=${memoryMiB}`],
    serialization: 'advanced',
    // V8's report of a full heap would stand in the desk's log.
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  // An idle one keeps no process alive.
  child.unref();
  child.channel?.unref();
  // An error without a listener would end the desk; `ask` hears it too.
  child.on('error', () => {});
  return child;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const gone = once(child, 'exit');
  child.ref();
  child.kill('SIGKILL');
  await gone;
}

/** @returns what the process found; `died` when it ended or had to be ended over this bundle. */
function ask(child: ChildProcess, task: CheckTask, withinMs: number): Promise<CheckAnswer | { died: string }> {
  return new Promise((resolve) => {
    const settle = (answer: CheckAnswer | { died: string }) => {
      clearTimeout(timer);
      child.off('message', onMessage).off('error', onError).off('exit', onExit);
      resolve(answer);
    };
    const onMessage = (answer: unknown) => settle(answer as CheckAnswer);
    const onError = (thrown: unknown) => settle({ died: `the check ended: ${String(thrown)}` });
    const onExit = (code: number | null, signal: string | null) => settle({ died: `the check ended with ${code ?? signal}` });
    const timer = setTimeout(() => settle({ died: `the check took longer than ${withinMs} ms` }), withinMs);
    child.on('message', onMessage).on('error', onError).on('exit', onExit);
    child.send(task);
  });
}
