import { type AppError, toAppError } from '#contract/errors/result.ts';
import type { Clock } from './clock.ts';
import type { Plan, WorkKind } from './plan-work.ts';

export interface WorkQueue {
  /** Starts what is due; if nothing is, returns when something will be. */
  schedule(): void;
  /** Aborts the work on this submission, if there is any, and waits for its end. */
  interrupt(id: string): Promise<void>;
  /** Aborted when Candor closes. */
  stopped: AbortSignal;
  stop(): Promise<void>;
}

/** Runs one piece of work at a time. */
export function createWorkQueue(options: {
  clock: Clock;
  plan(): Plan;
  run(kind: WorkKind, id: string, signal: AbortSignal): Promise<void>;
  wake(id: string): void;
  report(error: AppError): void;
}): WorkQueue {
  const { clock, plan, run, wake, report } = options;
  const stopped = new AbortController();
  let job: { id: string; abort: AbortController; done: Promise<void> } | null = null;
  let cancelTimer = () => {};

  function schedule(): void {
    cancelTimer();
    if (job || stopped.signal.aborted) return;
    const planned = plan();
    if (planned.type === 'work') begin(planned.kind, planned.id);
    else if (planned.type === 'wait') cancelTimer = clock.after(planned.milliseconds, schedule);
    else if (planned.type === 'wake') {
      wake(planned.id);
      schedule();
    }
  }

  function begin(kind: WorkKind, id: string): void {
    const abort = new AbortController();
    const done = run(kind, id, AbortSignal.any([abort.signal, stopped.signal]))
      .catch((thrown: unknown) => report(toAppError(thrown)))
      .finally(() => {
        job = null;
        schedule();
      });
    job = { id, abort, done };
  }

  return {
    schedule,
    async interrupt(id) {
      if (job?.id !== id) return;
      const { abort, done } = job;
      abort.abort(new Error('stopped by the person'));
      await done;
    },
    stopped: stopped.signal,
    async stop() {
      stopped.abort(new Error('Candor is closing'));
      cancelTimer();
      await job?.done;
    },
  };
}
