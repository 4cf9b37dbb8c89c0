import { expect, test } from 'vitest';
import type { Clock } from '#main/outbox/clock.ts';
import { createNews } from '#main/outbox/news.ts';

/** A clock that moves only when told to, and the refreshes so far. */
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
  /** Waits for the answers, then lets the time pass. */
  const pass = async () => {
    await new Promise((resolve) => setImmediate(resolve));
    for (const action of due.splice(0)) action();
  };
  return { news, asked, due, pass };
}

test('refreshes at once after an announcement, and once more for any number of announcements soon after', async () => {
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

test('does not delay the refresh of one incident because of another', () => {
  const { news, asked } = openNews();
  news.announce('a');
  news.announce('a');
  news.announce('b');
  expect(asked).toEqual(['a', 'b']);
});

test('refreshes nothing after it was stopped', async () => {
  const { news, asked, due, pass } = openNews();
  news.announce('a');
  news.announce('a');
  await new Promise((resolve) => setImmediate(resolve));
  news.stop();
  expect(due).toEqual([]);
  await pass();
  expect(asked).toEqual(['a']);
});
