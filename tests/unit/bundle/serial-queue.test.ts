import { expect, test } from 'vitest';
import { createSerialQueue } from '#bundle/serial-queue.ts';

/** A task that says when it starts and ends when the test lets it. */
function makeTasks() {
  const started: string[] = [];
  const ends = new Map<string, PromiseWithResolvers<string>>();
  const task = (name: string) => () => {
    started.push(name);
    const end = Promise.withResolvers<string>();
    ends.set(name, end);
    return end.promise;
  };
  return {
    started,
    task,
    end: (name: string) => ends.get(name)?.resolve(name),
    fail: (name: string) => ends.get(name)?.reject(new Error(name)),
  };
}

const nextTurn = () => new Promise(setImmediate);

test('tasks run one at a time in the order in which they were added, and each caller gets its own result', async () => {
  const { started, task, end } = makeTasks();
  const queue = createSerialQueue();
  const results = ['first', 'second', 'third'].map((name) => queue.run(task(name)));
  await nextTurn();
  expect(started).toEqual(['first']);
  end('first');
  await nextTurn();
  expect(started).toEqual(['first', 'second']);
  end('second');
  await nextTurn();
  end('third');
  expect(await Promise.all(results)).toEqual(['first', 'second', 'third']);
});

test('a task that fails rejects for its own caller only, and the next one runs', async () => {
  const { started, task, end, fail } = makeTasks();
  const queue = createSerialQueue();
  const [first, second] = [queue.run(task('first')), queue.run(task('second'))];
  await nextTurn();
  fail('first');
  await expect(first).rejects.toThrow('first');
  expect(started).toEqual(['first', 'second']);
  end('second');
  expect(await second).toBe('second');
});

test('a task that throws before it returns a promise does not stop the queue', async () => {
  const queue = createSerialQueue();
  const thrown = queue.run(() => {
    throw new Error('at once');
  });
  await expect(thrown).rejects.toThrow('at once');
  expect(await queue.run(() => 'next')).toBe('next');
});

test('a task added by a running task runs after those that are already waiting', async () => {
  const order: string[] = [];
  const queue = createSerialQueue();
  const inner = Promise.withResolvers<void>();
  const outer = queue.run(() => {
    order.push('outer');
    void queue.run(() => order.push('inner')).then(() => inner.resolve());
  });
  const waiting = queue.run(() => order.push('waiting'));
  await Promise.all([outer, waiting, inner.promise]);
  expect(order).toEqual(['outer', 'waiting', 'inner']);
});

test('a producer that waits until the queue is idle never has more than one task in it', async () => {
  const queue = createSerialQueue();
  let inside = 0;
  let most = 0;
  for (let made = 0; made < 20; made += 1) {
    await queue.idle();
    most = Math.max(most, ++inside);
    queue
      .run(async () => {
        await nextTurn();
        inside -= 1;
        if (made % 3 === 0) throw new Error('one in three fails');
      })
      .catch(() => {});
  }
  await queue.idle();
  expect([most, inside]).toEqual([1, 0]);
});
