import { expect, test } from 'vitest';
import { backoffMs, equalJitter, fullJitter } from '#bundle/backoff.ts';

const backoff = { firstMs: 1000, longestMs: 60_000 };

test('the wait doubles with each failure up to the longest one', () => {
  expect([0, 1, 2, 3, 4, 5, 6, 7].map((failures) => backoffMs(backoff, failures))).toEqual([
    ...[1000, 2000, 4000, 8000, 16_000, 32_000],
    ...[60_000, 60_000],
  ]);
});

test('after any number of failures the wait is still a number of milliseconds that a timer takes', () => {
  for (const failures of [31, 1100, Number.MAX_SAFE_INTEGER])
    expect(backoffMs(backoff, failures)).toBe(60_000);
  expect(backoffMs({ firstMs: 0, longestMs: 60_000 }, Number.MAX_SAFE_INTEGER)).toBe(0);
});

test('equal jitter waits at least half of the time, and full jitter may not wait at all', () => {
  expect([0, 0.5, 1].map((random) => equalJitter(1000, random))).toEqual([500, 750, 1000]);
  expect([0, 0.5, 1].map((random) => fullJitter(1000, random))).toEqual([0, 500, 1000]);
});
