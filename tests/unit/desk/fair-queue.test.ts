import { expect, test } from 'vitest';
import { makeFairQueue, type Waiting } from '#desk/service/runtime/fair-queue.ts';

/** A queue whose checks end when the test says so, and a clock that the test sets. */
function makeTestQueue(places: Parameters<typeof makeFairQueue>[0]) {
  const clock = { ms: 0 };
  const queue = makeFairQueue(places, () => clock.ms);
  const underWay = new Map<string, () => void>();
  const started: string[] = [];
  const dropped: string[] = [];
  return {
    queue,
    started,
    dropped,
    add(
      name: string,
      {
        verified = false,
        device = name.replace(/\d+$/, ''),
      }: Partial<Pick<Waiting, 'verified' | 'device'>> = {},
    ) {
      queue.add({
        device,
        verified,
        drop: () => void dropped.push(name),
        work: () => {
          started.push(name);
          return new Promise((resolve) => underWay.set(name, resolve));
        },
      });
    },
    async end(name: string, ms = 1) {
      clock.ms += ms;
      underWay.get(name)?.();
      underWay.delete(name);
      await new Promise(setImmediate);
    },
  };
}

test('the bundle of another device is checked before the second one of the same device', async () => {
  const { add, end, started } = makeTestQueue({ anyDevice: 1, verifiedOnly: 0 });
  for (const name of ['flood1', 'flood2', 'flood3', 'genuine1']) add(name);
  await end('flood1');
  await end('genuine1');
  expect(started).toEqual(['flood1', 'genuine1', 'flood2']);
});

test('a device never has two checks under way, even while a place is free', () => {
  const { add, started } = makeTestQueue({ anyDevice: 2, verifiedOnly: 0 });
  for (const name of ['flood1', 'flood2', 'flood3']) add(name);
  expect(started).toEqual(['flood1']);
  add('genuine1');
  expect(started).toEqual(['flood1', 'genuine1']);
});

test('a device whose bundles take long waits for those that have used less time', async () => {
  const { add, end, started } = makeTestQueue({ anyDevice: 1, verifiedOnly: 0 });
  for (const name of ['slow1', 'slow2', 'quick1', 'quick2', 'quick3']) add(name);
  await end('slow1', 1000);
  await end('quick1', 10);
  await end('quick2', 10);
  await end('quick3', 10);
  expect(started).toEqual(['slow1', 'quick1', 'quick2', 'quick3', 'slow2']);
});

test('a verified device comes before all others', async () => {
  const { add, end, started } = makeTestQueue({ anyDevice: 1, verifiedOnly: 0 });
  for (const name of ['first1', 'second1', 'third1']) add(name);
  add('known1', { verified: true });
  await end('first1');
  expect(started).toEqual(['first1', 'known1']);
});

test('unverified devices cannot occupy the place that is kept for verified ones', () => {
  const { add, started } = makeTestQueue({ anyDevice: 2, verifiedOnly: 1 });
  for (const name of ['a1', 'b1', 'c1', 'd1']) add(name);
  expect(started).toEqual(['a1', 'b1']);
  add('known1', { verified: true });
  expect(started).toEqual(['a1', 'b1', 'known1']);
});

test('the time that a device used is forgotten once the queue is empty', async () => {
  const { add, end, started } = makeTestQueue({ anyDevice: 1, verifiedOnly: 0 });
  add('slow1');
  await end('slow1', 1000);
  for (const name of ['first1', 'slow2', 'other1']) add(name);
  await end('first1');
  expect(started).toEqual(['slow1', 'first1', 'slow2']);
});

test('the time that a device used counts as long as any check is under way', async () => {
  const { add, end, started } = makeTestQueue({ anyDevice: 1, verifiedOnly: 0 });
  for (const name of ['slow1', 'first1']) add(name);
  await end('slow1', 1000);
  for (const name of ['slow2', 'other1']) add(name);
  await end('first1');
  expect(started).toEqual(['slow1', 'first1', 'other1']);
});

test('of two devices that have used the same time, the one that has waited longest comes first', async () => {
  const { add, end, started } = makeTestQueue({ anyDevice: 1, verifiedOnly: 0 });
  for (const name of ['first1', 'first2', 'second1']) add(name);
  await end('first1', 0);
  expect(started).toEqual(['first1', 'first2']);
});

test('a closed queue lets the check under way end and drops the others', async () => {
  const { queue, add, end, started, dropped } = makeTestQueue({ anyDevice: 1, verifiedOnly: 0 });
  add('first1');
  add('second1');
  let isClosed = false;
  const closed = queue.close().then(() => {
    isClosed = true;
  });
  await new Promise(setImmediate);
  expect(isClosed).toBe(false);
  await end('first1');
  await closed;
  expect([started, dropped]).toEqual([['first1'], ['second1']]);
});
