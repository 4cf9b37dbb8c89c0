import { expect, test } from 'vitest';
import type { Clock } from '#main/outbox/clock.ts';
import { createNews } from '#main/outbox/news.ts';

/** A clock that stands still until it is moved, and what was asked by then. */
function openNews() {
  const due: (() => void)[] = [];
  const clock: Clock = {
    now: () => 0,
    after(_milliseconds, action) {
      due.push(action);
      return () => void due.splice(due.indexOf(action), 1);
    },
    random: () => 0,
  };
  const asked: string[] = [];
  const news = createNews(clock, async (id) => void asked.push(id));
  /** Lets the answers come in, and then the time pass. */
  const pass = async () => {
    await new Promise((resolve) => setImmediate(resolve));
    for (const action of due.splice(0)) action();
  };
  return { news, asked, due, pass };
}

test('asks at once about news, and once more for any number of announcements that come soon after', async () => {
  const { news, asked, pass } = openNews();
  for (let index = 0; index < 1000; index += 1) news.announce('a');
  expect(asked).toEqual(['a']);
  await pass();
  expect(asked).toEqual(['a', 'a']);
  await pass();
  await pass();
  expect(asked).toEqual(['a', 'a']);
  news.announce('a');
  expect(asked).toEqual(['a', 'a', 'a']);
});

test('does not let news of one incident hold up those of another', () => {
  const { news, asked } = openNews();
  news.announce('a');
  news.announce('a');
  news.announce('b');
  expect(asked).toEqual(['a', 'b']);
});

test('asks nothing any more once it is stopped', async () => {
  const { news, asked, due, pass } = openNews();
  news.announce('a');
  news.announce('a');
  await new Promise((resolve) => setImmediate(resolve));
  news.stop();
  expect(due).toEqual([]);
  await pass();
  expect(asked).toEqual(['a']);
});
