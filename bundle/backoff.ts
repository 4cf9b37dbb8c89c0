/** Milliseconds: the first wait, and the one that no wait is longer than. */
export interface Backoff {
  firstMs: number;
  longestMs: number;
}

/** 2^30 times any wait is longer than any that is allowed; beyond that, doubling would end in Infinity. */
const mostDoublings = 30;

/** Milliseconds to wait after `failures` earlier failures: the first wait, doubled for each of them. */
export const backoffMs = ({ firstMs, longestMs }: Backoff, failures: number): number =>
  Math.min(longestMs, firstMs * 2 ** Math.min(failures, mostDoublings));

/**
 * Anything from half the wait to all of it ("equal jitter"): senders that failed together do not come back together, and
 * none comes back at once. @param random from 0 up to 1.
 */
export const equalJitter = (ms: number, random: number): number =>
  Math.round(ms / 2 + (ms / 2) * random);

/** Anything from nothing to the whole wait ("full jitter"): spreads most evenly. @param random from 0 up to 1. */
export const fullJitter = (ms: number, random: number): number => Math.round(ms * random);
