import { backoffMs } from '#bundle/backoff.ts';

const mostKeys = 20_000;
const waits = { firstMs: 1000, longestMs: 15 * 60_000 };
/** Failures are forgotten after this long without another. */
const forgetAfterMs = 60 * 60_000;

export interface BackOff {
  /** Milliseconds that `key` has to wait before its next attempt; 0 when it may try now. */
  waitMs(key: string, nowMs: number): number;
  /** Counts an attempt as failed. Called before the answer is known, so that attempts at the same time count too. */
  fail(key: string, nowMs: number): void;
  succeed(key: string): void;
}

/**
 * After `free` failures each further attempt waits: 1 s, 2 s, 4 s … 15 min.
 * @param keyOf what a key counts as, such as `networkOf` for addresses.
 */
export function makeBackOff(free: number, keyOf = (key: string): string => key): BackOff {
  const failures = new Map<string, { count: number; at: number }>();
  return {
    waitMs(key, nowMs) {
      const entry = failures.get(keyOf(key));
      if (!entry || entry.count < free || nowMs - entry.at > forgetAfterMs) return 0;
      return Math.max(0, entry.at + backoffMs(waits, entry.count - free) - nowMs);
    },
    fail(given, nowMs) {
      const key = keyOf(given);
      const entry = failures.get(key);
      const count = entry && nowMs - entry.at <= forgetAfterMs ? entry.count + 1 : 1;
      // Deleted and inserted again: a Map iterates in order of insertion, so the first key is the least recently seen.
      failures.delete(key);
      failures.set(key, { count, at: nowMs });
      const oldest = failures.size > mostKeys ? failures.keys().next() : null;
      if (oldest && !oldest.done) failures.delete(oldest.value);
    },
    succeed: (key) => void failures.delete(keyOf(key)),
  };
}
