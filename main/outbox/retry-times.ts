import type { AppError } from '#contract/errors/result.ts';
import type { Clock } from './clock.ts';
import { backOff, longestWait } from './delivery-state.ts';
import { canWait } from './desk-errors.ts';

/** When the desk is next asked to give something up, by submission; after a restart, counting starts again. */
export interface RetryTimes {
  /** Milliseconds since 1970; null when it is due now. */
  dueAt(id: string): number | null;
  /**
   * Counts a failed try. Permanent failures are retried too, at the longest interval: the person asked for deletion, and
   * the desk may be fixed later.
   */
  postpone(id: string, problem: AppError): void;
  /** Makes it due now; without an id, everything. */
  reset(id?: string): void;
}

export function createRetryTimes(clock: Clock): RetryTimes {
  const failures = new Map<string, { tries: number; dueAt: number }>();
  return {
    dueAt: (id) => failures.get(id)?.dueAt ?? null,
    postpone(id, problem) {
      const tries = failures.get(id)?.tries ?? 0;
      const wait = canWait(problem) ? backOff(tries, clock.random()) : longestWait;
      failures.set(id, { tries: tries + 1, dueAt: clock.now() + wait });
    },
    reset(id) {
      if (id === undefined) failures.clear();
      else failures.delete(id);
    },
  };
}
