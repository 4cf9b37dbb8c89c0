import { expect, test } from 'vitest';
import { makeBackOff } from '#desk/service/runtime/back-off.ts';

test('the first failures are free, then each wait is twice the one before, up to a quarter of an hour', () => {
  const backOff = makeBackOff(3);
  let now = 0;
  const waits: number[] = [];
  for (let failure = 0; failure < 15; failure += 1) {
    backOff.fail('erika', now);
    const wait = backOff.waitMs('erika', now);
    waits.push(wait / 1000);
    now += wait;
  }
  expect(waits).toEqual([0, 0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900]);
});

test('one key does not wait for another, and success or an hour clears the slate', () => {
  const backOff = makeBackOff(1);
  backOff.fail('erika', 0);
  expect(backOff.waitMs('erika', 0)).toBe(1000);
  expect(backOff.waitMs('max', 0)).toBe(0);
  backOff.succeed('erika');
  expect(backOff.waitMs('erika', 0)).toBe(0);
  for (let failure = 0; failure < 20; failure += 1) backOff.fail('erika', 0);
  expect(backOff.waitMs('erika', 3_600_001)).toBe(0);
});

test('a flood of keys does not grow without end, and the newest are remembered', () => {
  const backOff = makeBackOff(1);
  for (let key = 0; key < 30_000; key += 1) backOff.fail(`key ${key}`, 0);
  expect(backOff.waitMs('key 0', 0)).toBe(0);
  expect(backOff.waitMs('key 29999', 0)).toBe(1000);
});
