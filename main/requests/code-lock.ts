import { z } from 'zod';

/** Wrong codes in a row, and until when none may be tried. Stored on disk, so that a restart changes nothing. */
export const codeLock = z.strictObject({
  wrong: z.number().int().nonnegative(),
  /** Milliseconds since 1970, by this computer's clock; 0 when free. */
  until: z.number().int().nonnegative(),
});
export type CodeLock = z.infer<typeof codeLock>;

export const freshLock: CodeLock = { wrong: 0, until: 0 };

/**
 * Milliseconds to wait after so many wrong codes in a row. Two slips cost nothing; guessing gets a few tries an hour at
 * 24^8 codes. The desk counts too.
 */
const waits = [0, 0, 10_000, 30_000, 2 * 60_000, 15 * 60_000, 60 * 60_000];
const longestWait = 60 * 60_000;

/** Milliseconds until a code may be tried; 0 for now. A clock that was set back cannot lock for longer than an hour. */
export function waitOf({ until }: CodeLock, now: number): number {
  return Math.min(Math.max(0, until - now), longestWait);
}

/** Counts the attempt before calling the desk, so that killing the app cannot avoid it. */
export function tried(lock: CodeLock, now: number): CodeLock {
  const wrong = Math.min(lock.wrong + 1, 1_000);
  return { wrong, until: now + (waits[wrong - 1] ?? longestWait) };
}
