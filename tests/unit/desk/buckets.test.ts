import fc from 'fast-check';
import { expect, test } from 'vitest';
import { makeRateLimiter } from '#desk/service/runtime/rate-limiter.ts';

test('a bucket gives its count at once, then one by one, and says how long to wait', () => {
  const buckets = makeRateLimiter(2, 60_000);
  expect([buckets.take('a', 0), buckets.take('a', 0), buckets.take('a', 0)]).toEqual([0, 0, 30]);
  expect(buckets.take('b', 0)).toBe(0);
  expect(buckets.take('a', 29_000)).toBe(1);
  expect(buckets.take('a', 30_000)).toBe(0);
  expect(buckets.take('a', 30_000)).toBe(30);
});

test('however the calls fall, no window lets through more than twice the count', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 2000 }), { maxLength: 200 }), (pauses) => {
      const buckets = makeRateLimiter(5, 10_000);
      let now = 0;
      const allowed: number[] = [];
      for (const pause of pauses) {
        now += pause;
        if (buckets.take('a', now) === 0) allowed.push(now);
      }
      for (const at of allowed) {
        expect(
          allowed.filter((other) => other >= at && other < at + 10_000).length,
        ).toBeLessThanOrEqual(10);
      }
    }),
  );
});
