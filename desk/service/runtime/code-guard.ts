import { networkOf } from '../domain/auth/network.ts';
import { type BackOff, makeBackOff } from './back-off.ts';
import { makeRateLimiter, type RateLimiter } from './rate-limiter.ts';

const windowMs = 10 * 60_000;

/** Wrong codes of one device that cost nothing; then each waits longer, up to 15 minutes. */
export const freeGuesses = 5;
/** Tries from one network address in ten minutes; an office behind a proxy is one address. */
export const guessesByAddress = 60;
/**
 * Tries of all devices together in ten minutes, apart for verified and for unverified ones, so that a flood of made-up
 * devices cannot keep enrolled ones out. With 20 codes open at any time, 400 tries hit one of 1.1 × 10^11 codes with a
 * chance of 7 × 10^-8: at full speed, day and night, once in 260 years. And a hit shows the finder a name and a number.
 */
export const guessesOfAll = 200;

export interface CodeGuard {
  byDevice: BackOff;
  byAddress: RateLimiter;
  ofAll: RateLimiter;
}

export const makeCodeGuard = (): CodeGuard => ({
  byDevice: makeBackOff(freeGuesses),
  byAddress: makeRateLimiter(guessesByAddress, windowMs, networkOf),
  ofAll: makeRateLimiter(guessesOfAll, windowMs),
});
