import { expect, test } from 'vitest';
import type { Checker } from '#desk/service/runtime/checker.ts';
import { makeCheckerPool } from '#desk/service/runtime/checker-pool.ts';

function poolOf(most: { checkProcesses: number; checkProcessesForVerified: number }) {
  const events: string[] = [];
  let made = 0;
  const pool = makeCheckerPool(
    { ...most, checkMemoryMiB: 1, checkMs: 1 },
    (_limits, pace): Checker => {
      made += 1;
      const name = `checker ${made}${pace === 'low' ? ' of low pace' : ''}`;
      return {
        warm: () => void events.push(`${name} is warm`),
        check: () => Promise.reject(new Error('not in this test')),
        close: async () => void events.push(`${name} ends`),
      };
    },
  );
  return { pool, events, made: () => made };
}

test('a desk that checks nothing has no process', () => {
  expect(poolOf({ checkProcesses: 2, checkProcessesForVerified: 1 }).made()).toBe(0);
});

test('the next checker is warm while one works, so that a second sender does not wait for a process to start', () => {
  const { pool, events } = poolOf({ checkProcesses: 2, checkProcessesForVerified: 1 });
  pool.take('normal');
  expect(events).toEqual(['checker 2 is warm']);
  pool.take('normal');
  expect(events).toEqual(['checker 2 is warm', 'checker 3 is warm']);
});

test('there are never more checkers than checks that may run at once', () => {
  const { pool, made } = poolOf({ checkProcesses: 1, checkProcessesForVerified: 1 });
  pool.take('normal');
  pool.take('normal');
  expect(made()).toBe(2);
});

test('a checker that was given back is used again, and closing the pool ends all of them', async () => {
  const { pool, events, made } = poolOf({ checkProcesses: 2, checkProcessesForVerified: 0 });
  const first = pool.take('normal');
  pool.giveBack(first, 'normal');
  expect(pool.take('normal')).toBe(first);
  pool.giveBack(first, 'normal');
  await pool.close();
  expect(made()).toBe(2);
  expect(events).toEqual(expect.arrayContaining(['checker 1 ends', 'checker 2 ends']));
});

test('a checker of low pace is never used for a device that may have the processor at once', () => {
  const { pool, events } = poolOf({ checkProcesses: 2, checkProcessesForVerified: 0 });
  const slow = pool.take('low');
  expect(events).toEqual(['checker 2 is warm']);
  pool.giveBack(slow, 'low');
  expect(pool.take('normal')).not.toBe(slow);
  expect(pool.take('low')).toBe(slow);
});
