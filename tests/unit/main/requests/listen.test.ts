import fc from 'fast-check';
import { expect, test } from 'vitest';
import { jittered } from '#main/requests/listen.ts';
import { createRefusalCount } from '#main/requests/refusal-count.ts';

test('ten thousand devices come back to a restarted desk over a span, which grows to five minutes and no further', () => {
  const latest = [0, 1, 2, 5, 8, 9, 100].map((failed) => jittered(failed, 1) / 1000);
  expect(latest).toEqual([2, 4, 8, 64, 300, 300, 300]);
  fc.assert(
    fc.property(fc.nat(1000), fc.double({ min: 0, max: 1, noNaN: true }), (failed, random) => {
      const wait = jittered(failed, random);
      expect(wait).toBeGreaterThanOrEqual(0);
      expect(wait).toBeLessThanOrEqual(300_000);
    }),
  );
  // By chance from nothing on, and not all after the same second.
  expect(jittered(9, 0)).toBe(0);
  expect(jittered(9, 0.5)).toBe(150_000);
});

test('a million refusals of a kind are told seven times', () => {
  const told: string[] = [];
  const refusals = createRefusalCount((refusal, count) => void told.push(`${refusal} ${count}`));
  for (let count = 0; count < 1_000_000; count++) refusals.count('malformed', 'x');
  refusals.count('used', 'x');
  expect(told).toEqual([
    ...[1, 10, 100, 1000, 10_000, 100_000, 1_000_000].map((count) => `malformed ${count}`),
    'used 1',
  ]);
});
