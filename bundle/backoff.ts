/** Milliseconds: the first wait and the maximum wait. */
export interface Backoff {
  firstMs: number;
  longestMs: number;
}

/** 2^30 times any wait is longer than every maximum; more doubling would end in Infinity. */
const mostDoublings = 30;

/** Milliseconds to wait after `failures` earlier failures: the first wait, doubled for each of them. */
export const backoffMs = ({ firstMs, longestMs }: Backoff, failures: number): number =>
  Math.min(longestMs, firstMs * 2 ** Math.min(failures, mostDoublings));

/**
 * Between half of the wait and all of it ("equal jitter"): senders that failed together do not
 * retry together, and none retries at once.
 * @param random from 0 up to 1.
 */
export const equalJitter = (ms: number, random: number): number =>
  Math.round(ms / 2 + (ms / 2) * random);

/**
 * Between nothing and the whole wait ("full jitter"): spreads retries most evenly.
 * @param random from 0 up to 1.
 */
export const fullJitter = (ms: number, random: number): number => Math.round(ms * random);
