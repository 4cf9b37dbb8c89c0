import { z } from 'zod';

/** Wrong codes in a row, and until when none is tried. Kept on disk: a restart changes nothing. */
export const codeLock = z.strictObject({
  wrong: z.number().int().nonnegative(),
  /** Milliseconds since 1970, by this computer's clock; 0 when free. */
  until: z.number().int().nonnegative(),
});
export type CodeLock = z.infer<typeof codeLock>;

export const freshLock: CodeLock = { wrong: 0, until: 0 };

/**
 * Milliseconds to wait after so many wrong codes in a row. Two slips of the tongue cost nothing; a guesser gets a few
 * tries an hour at 24^8 codes. The desk counts on its side as well.
 */
const waits = [0, 0, 10_000, 30_000, 2 * 60_000, 15 * 60_000, 60 * 60_000];
const longestWait = 60 * 60_000;

/** Milliseconds from now until a code may be tried; 0 for at once. A clock that was set back cannot lock for longer than an hour. */
export function waitOf({ until }: CodeLock, now: number): number {
  return Math.min(Math.max(0, until - now), longestWait);
}

/** Counted before the desk is asked: whoever ends Candor in the middle of a try has tried. */
export function tried(lock: CodeLock, now: number): CodeLock {
  const wrong = Math.min(lock.wrong + 1, 1_000);
  return { wrong, until: now + (waits[wrong - 1] ?? longestWait) };
}
