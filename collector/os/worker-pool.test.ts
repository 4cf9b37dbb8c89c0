import { setImmediate as othersFirst } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createWorkerPool } from './worker-pool.ts';

const never = new AbortController().signal;

/** A job that waits until it is released, and notes its start. */
function heldJob(started: string[], name: string) {
  const { promise, resolve: release } = Promise.withResolvers<void>();
  return {
    release,
    work: async (_: unknown, answer: (result: string) => void) => {
      started.push(name);
      await promise;
      answer(name);
    },
  };
}

test('jobs start in the order in which they were added, as many at once as there are slots', async () => {
  const pool = createWorkerPool<object>(2);
  const started: string[] = [];
  const jobs = ['a', 'b', 'c'].map((name) => heldJob(started, name));
  const results = jobs.map(({ work }) => pool.run(work, never, 'dropped'));
  expect(started).toEqual(['a', 'b']);
  jobs[1]?.release();
  expect(await results[1]).toBe('b');
  await othersFirst();
  expect(started).toEqual(['a', 'b', 'c']);
  jobs[0]?.release();
  jobs[2]?.release();
  expect(await Promise.all(results)).toEqual(['a', 'b', 'c']);
});

test('a job that is aborted while it waits never starts, and the one behind it does', async () => {
  const pool = createWorkerPool<object>(1);
  const started: string[] = [];
  const [first, second, third] = ['a', 'b', 'c'].map((name) => heldJob(started, name));
  if (!first || !second || !third) throw new Error('three jobs');
  const abort = new AbortController();
  const running = pool.run(first.work, never, 'dropped');
  const aborted = pool.run(second.work, abort.signal, 'dropped');
  const last = pool.run(third.work, never, 'dropped');
  abort.abort();
  expect(await aborted).toBe('dropped');
  third.release();
  first.release();
  expect(await Promise.all([running, last])).toEqual(['a', 'c']);
  expect(started).toEqual(['a', 'c']);
});

test('the abort of a job that runs leaves the waiting jobs alone', async () => {
  const pool = createWorkerPool<object>(1);
  const started: string[] = [];
  const [first, second] = [heldJob(started, 'a'), heldJob(started, 'b')];
  const abort = new AbortController();
  const running = pool.run(first.work, abort.signal, 'dropped');
  const waiting = pool.run(second.work, never, 'dropped');
  abort.abort();
  second.release();
  first.release();
  expect(await Promise.all([running, waiting])).toEqual(['a', 'b']);
});

test('a job that answers early keeps its slot until its work has ended', async () => {
  const pool = createWorkerPool<object>(1);
  const started: string[] = [];
  const { promise, resolve: cleanUp } = Promise.withResolvers<void>();
  const early = pool.run<string>(
    async (_, answer) => {
      answer('early');
      await promise;
    },
    never,
    'dropped',
  );
  const next = heldJob(started, 'next');
  next.release();
  const after = pool.run(next.work, never, 'dropped');
  expect(await early).toBe('early');
  await othersFirst();
  expect(started).toEqual([]);
  cleanUp();
  expect(await after).toBe('next');
});

test('a second job gets the worker that the first one started', async () => {
  const pool = createWorkerPool<{ name: string }>(2);
  await pool.run<void>(
    async (slot, answer) => {
      slot.worker = { name: 'first' };
      answer();
    },
    never,
    undefined,
  );
  await othersFirst();
  const name = await pool.run<string>(
    async ({ worker }, answer) => answer(worker?.name ?? 'none'),
    never,
    'dropped',
  );
  expect(name).toBe('first');
});

test('a failure of the work rejects its own job only', async () => {
  const pool = createWorkerPool<object>(1);
  const failed = pool.run<string>(() => Promise.reject(new Error('broken')), never, 'dropped');
  await expect(failed).rejects.toThrow('broken');
  expect(await pool.run<string>(async (_, answer) => answer('well'), never, 'dropped')).toBe(
    'well',
  );
});

test('closing drops what waits, hands out the workers and takes no more jobs', async () => {
  const pool = createWorkerPool<{ name: string }>(1);
  const held = heldJob([], 'a');
  const running = pool.run<string>(
    async (slot, answer) => {
      slot.worker = { name: 'first' };
      await held.work(slot, answer);
    },
    never,
    'dropped',
  );
  const waiting = pool.run(held.work, never, 'dropped');
  expect(pool.close()).toEqual([{ name: 'first' }]);
  expect(await waiting).toBe('dropped');
  expect(await pool.run(held.work, never, 'dropped')).toBe('dropped');
  held.release();
  expect(await running).toBe('a');
});
