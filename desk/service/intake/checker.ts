import { Worker } from 'node:worker_threads';
import { errorCodeOf } from '../../../bundle/durable-file.ts';
import { type AppError, appErrorOf } from '../../../contract/result.ts';
import type { Limits } from '../limits.ts';
import type { CheckedBundle } from './check-bundle.ts';
import type { CheckAnswer, CheckTask } from './check-worker.ts';

export interface Checker {
  /** Checks one bundle; never two at once. Rejects when the file cannot be read now. */
  check(task: CheckTask): Promise<CheckedBundle | { problem: AppError }>;
  close(): Promise<void>;
}

/**
 * Checks bundles in a thread with its own, bounded memory and time. Parsers can be made to need far more of both than the
 * bundle's size tells: 16 kB of zip hold a document of five million empty objects, whose complaints filled 4 GB. Such a
 * bundle ends the thread, and not the desk, and nobody waits for it.
 */
export function makeChecker({ checkMemoryMiB, checkMs }: Pick<Limits, 'checkMemoryMiB' | 'checkMs'>): Checker {
  // Kept from one bundle to the next: starting it takes longer than most checks.
  let worker: Worker | null = null;
  return {
    async check(task) {
      worker ??= start(checkMemoryMiB);
      const answer = await ask(worker, task, checkMs);
      if ('died' in answer) {
        await worker.terminate();
        worker = null;
        const message = 'The desk cannot read this bundle. Please ask for help again.';
        return { problem: appErrorOf('bundle-invalid', message, { detail: answer.died }) };
      }
      if ('failure' in answer) throw Object.assign(new Error(answer.failure.message), { code: answer.failure.code });
      return answer;
    },
    async close() {
      await worker?.terminate();
      worker = null;
    },
  };
}

function start(maxOldGenerationSizeMb: number): Worker {
  const worker = new Worker(new URL('./check-worker.ts', import.meta.url), { resourceLimits: { maxOldGenerationSizeMb } });
  // An idle one keeps no process alive.
  worker.unref();
  // An error without a listener would end the desk; `ask` hears it too.
  worker.on('error', () => {});
  return worker;
}

/** @returns what the thread found; `died` when it ended or had to be ended over this bundle. */
function ask(worker: Worker, task: CheckTask, withinMs: number): Promise<CheckAnswer | { died: string }> {
  return new Promise((resolve) => {
    const settle = (answer: CheckAnswer | { died: string }) => {
      clearTimeout(timer);
      worker.off('message', settle).off('error', onError).off('exit', onExit);
      resolve(answer);
    };
    const onError = (thrown: unknown) => settle({ died: `the check ended: ${errorCodeOf(thrown) || String(thrown)}` });
    const onExit = (code: number) => settle({ died: `the check ended with ${code}` });
    const timer = setTimeout(() => settle({ died: `the check took longer than ${withinMs} ms` }), withinMs);
    worker.on('message', settle).on('error', onError).on('exit', onExit);
    worker.postMessage(task);
  });
}
