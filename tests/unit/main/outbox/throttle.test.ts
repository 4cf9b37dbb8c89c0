import { expect, test } from 'vitest';
import type { Clock } from '#main/outbox/clock.ts';
import { createThrottle } from '#main/outbox/throttle.ts';

test('progress is announced at most ten times a second, and always the last of it', () => {
  let now = 0;
  let due: { at: number; action: () => void } | null = null;
  const clock: Clock = {
    now: () => now,
    after(milliseconds, action) {
      due = { at: now + milliseconds, action };
      return () => {
        due = null;
      };
    },
    random: () => 0,
  };
  const told: number[] = [];
  const throttle = createThrottle(clock, () => told.push(now));
  for (; now < 1000; now += 1) {
    throttle.soon();
    const next: typeof due = due;
    if (next && (next as { at: number }).at <= now + 1) {
      due = null;
      now = (next as { at: number }).at;
      (next as { action: () => void }).action();
    }
  }
  expect(told.length).toBeGreaterThan(5);
  expect(told.length).toBeLessThanOrEqual(11);
  throttle.soon();
  expect(due).not.toBeNull();
});
