import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type AppError, appErrorOf, CandorError } from '#contract/errors/result.ts';
import { mostWaitingReplies } from '#contract/ipc/reply.ts';
import { createReplies, type ReplyQueue } from '#main/outbox/replies.ts';
import { openReplyStore, type ReplyStore } from '#main/outbox/reply-store.ts';
import type { OutboxStore } from '#main/outbox/store.ts';

const id = 'submission';
const second = 'another-submission';
let folder: string;
let kept: ReplyStore;
let replies: ReplyQueue;
let now: number;
/** What the queue waits for; null when it waits for nothing. */
let due: (() => void) | null;
/** Milliseconds after which it would come; of the newest wait. */
let dueIn: number;
/** What the outbox says of each bundle. */
let incidents: Record<
  string,
  { deletion: object | null; incident: { timeline: { id: string }[] } | null }
>;
let sent: string[];
let reports: AppError[];
/** Ends the sending that is under way: with a problem, or well. */
let answer: (problem?: AppError) => void;
/** Called when a sending has begun. */
let begun: () => void;

const clock = {
  now: () => now,
  after(milliseconds: number, action: () => void) {
    [due, dueIn] = [action, milliseconds];
    return () => {
      due = null;
    };
  },
  random: () => 0.5,
};
const unreachable = appErrorOf('desk-unreachable', 'The desk cannot be reached.');
const sending = () =>
  new Promise<void>((resolve) => {
    begun = resolve;
  });
const settled = () => new Promise((resolve) => setTimeout(resolve, 0));

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'candor-replies-'));
  for (const submission of [id, second]) await mkdir(join(folder, submission));
  incidents = {
    [id]: { deletion: null, incident: null },
    [second]: { deletion: null, incident: null },
  };
  [now, due, sent, reports, begun] = [1_000_000, null, [], [], () => {}];
  kept = await openReplyStore(folder, [id, second], (error) => void reports.push(error));
  // Of the outbox only what the queue asks: a bundle that has arrived and was not taken back.
  const store = { find: (submission: string) => incidents[submission] } as unknown as OutboxStore;
  replies = createReplies({
    store,
    replies: kept,
    clock,
    send: (_submission, { text }) =>
      new Promise((resolve, reject) => {
        answer = (problem) => {
          if (problem) return reject(new CandorError(problem));
          sent.push(text);
          resolve();
        };
        begun();
      }),
    changed: () => {},
    report: (error) => void reports.push(error),
  });
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test('a message that could not be sent is tried again by itself when its wait is over', async () => {
  const first = sending();
  await replies.add(id, 'Are you there?');
  await first;
  answer(unreachable);
  await expect.poll(() => due).not.toBeNull();
  expect(replies.outgoing(id)).toMatchObject([
    { state: 'waiting', problem: { code: 'desk-unreachable' } },
  ]);
  const second = sending();
  now += 3_600_000;
  due?.();
  await second;
  answer();
  await expect.poll(() => replies.outgoing(id)).toEqual([]);
  expect(sent).toEqual(['Are you there?']);
});

test('a message is shown as being sent while it is, and cannot be removed then', async () => {
  const first = sending();
  await replies.add(id, 'Are you there?');
  await first;
  const [shown] = replies.outgoing(id);
  expect(shown).toMatchObject({ state: 'sending', problem: null, nextTryAt: null });
  await expect(replies.remove(id, shown?.id ?? '')).rejects.toMatchObject({
    error: { code: 'wrong-phase' },
  });
  answer();
  await expect.poll(() => replies.outgoing(id)).toEqual([]);
});

test('a message whose sending is cut off because Candor ends stays as it was, and nothing is reported', async () => {
  const first = sending();
  await replies.add(id, 'Are you there?');
  await first;
  const stopped = replies.stop();
  answer(appErrorOf('conflict', 'The connection was closed.'));
  await stopped;
  await settled();
  expect(kept.of(id).queue).toMatchObject([{ text: 'Are you there?', refused: null }]);
  expect([reports, due]).toEqual([[], null]);
});

const texts = (submission: string) => kept.of(submission).queue.map(({ text }) => text);
/** Queues a message and waits until its sending has begun. */
async function begin(submission: string, text: string): Promise<void> {
  const sendingNow = sending();
  await replies.add(submission, text);
  await sendingNow;
}
/** Ends the sending under way with a problem, and waits until the message waits again. */
async function fail(problem: AppError): Promise<void> {
  const before = reports.length;
  answer(problem);
  await expect.poll(() => reports.length).toBe(before + 1);
  await expect.poll(() => due).not.toBeNull();
}

test('messages go one at a time, within an incident in their order, and those of another incident are not held up', async () => {
  await begin(id, 'one');
  await replies.add(id, 'two');
  await replies.add(second, 'three');
  expect(replies.outgoing(id).map(({ text, state }) => [text, state])).toEqual([
    ['one', 'sending'],
    ['two', 'waiting'],
  ]);
  expect(replies.outgoing(second)).toMatchObject([
    { text: 'three', state: 'waiting', problem: null, nextTryAt: null },
  ]);
  for (const _next of ['two', 'three']) {
    const next = sending();
    answer();
    await next;
  }
  answer();
  await expect.poll(() => sent).toEqual(['one', 'two', 'three']);
  await expect.poll(() => [texts(id), texts(second)]).toEqual([[], []]);
});

test('each failure doubles the wait, a success begins it anew, and the person sees when the next try is', async () => {
  await begin(id, 'Are you there?');
  for (const wait of [3000, 6000, 12_000]) {
    await fail(unreachable);
    expect(dueIn).toBe(wait);
    expect(replies.outgoing(id)).toMatchObject([
      { state: 'waiting', nextTryAt: new Date(now + wait).toISOString() },
    ]);
    const next = sending();
    now += wait;
    due?.();
    await next;
  }
  answer();
  await expect.poll(() => texts(id)).toEqual([]);
  await begin(id, 'Thank you.');
  await fail(unreachable);
  expect(dueIn).toBe(3000);
});

test('a wait that is not over is waited for, and one beyond the longest means that the clock was set back', async () => {
  await begin(id, 'Are you there?');
  await fail(unreachable);
  now += 2999;
  due?.();
  await settled();
  expect([dueIn, replies.outgoing(id)[0]?.state]).toEqual([1, 'waiting']);
  // Five minutes are the longest wait: exactly those are waited for, and a millisecond more is not.
  now -= 2999 + 300_000 - 3000;
  due?.();
  await settled();
  expect([dueIn, replies.outgoing(id)[0]?.state]).toEqual([300_000, 'waiting']);
  const next = sending();
  now -= 1;
  due?.();
  await next;
});

test('a message that the desk refuses says why, holds up none after it, and goes out when the person sends it again', async () => {
  await begin(id, 'one');
  await replies.add(id, 'two');
  const next = sending();
  answer(appErrorOf('conflict', 'The incident is closed.'));
  await next;
  expect(reports).toMatchObject([{ code: 'conflict' }]);
  expect(replies.outgoing(id)).toMatchObject([
    { text: 'one', state: 'refused', problem: { code: 'conflict' }, nextTryAt: null },
    { text: 'two', state: 'sending' },
  ]);
  answer();
  await expect.poll(() => texts(id)).toEqual(['one']);
  expect(due).toBeNull();
  const again = sending();
  await replies.again(id, replies.outgoing(id)[0]?.id ?? '');
  await again;
  answer();
  await expect.poll(() => sent).toEqual(['two', 'one']);
});

test('a message is sent again at once when the person asks, without the wait before', async () => {
  await begin(id, 'Are you there?');
  await fail(unreachable);
  const again = sending();
  await replies.again(id, replies.outgoing(id)[0]?.id ?? '');
  await again;
  await fail(unreachable);
  expect(dueIn).toBe(3000);
});

test('only what could not reach the desk is tried when the desk was reached, and all of it when the network is back', async () => {
  await begin(id, 'Are you there?');
  await fail(appErrorOf('desk-failed', 'The desk has a problem.'));
  replies.wake(true);
  await settled();
  expect(replies.outgoing(id)[0]?.state).toBe('waiting');
  const all = sending();
  replies.wake();
  await all;
  await fail(unreachable);
  const reached = sending();
  replies.wake(true);
  await reached;
});

test('a message is neither shown nor sent when the desk has it already', async () => {
  await begin(id, 'Are you there?');
  await fail(unreachable);
  const [reply] = replies.outgoing(id);
  incidents[id] = { deletion: null, incident: { timeline: [{ id: reply?.id ?? '' }] } };
  expect(replies.outgoing(id)).toEqual([]);
  replies.wake();
  await settled();
  expect([sent, due]).toEqual([[], null]);
});

test.each([
  ['that the person takes back', { deletion: {}, incident: null }],
  ['that is not in the outbox', undefined],
])('a message about a bundle %s is not sent', async (_what, entry) => {
  if (entry) incidents[id] = entry;
  else delete incidents[id];
  await replies.add(id, 'Are you there?');
  await settled();
  expect([texts(id), due]).toEqual([['Are you there?'], null]);
});

test('a message can be removed while it waits, and all that is not sent goes when the bundle is taken back', async () => {
  await begin(id, 'one');
  await fail(unreachable);
  await replies.remove(id, replies.outgoing(id)[0]?.id ?? '');
  expect(texts(id)).toEqual([]);
  await begin(id, 'two');
  await fail(unreachable);
  // What was known of the message that was removed is forgotten.
  expect(dueIn).toBe(3000);
  await replies.saveDraft(id, { text: 'a draft', letThrough: [] });
  await replies.forget(id);
  expect([texts(id), (await replies.draft(id)).text]).toEqual([[], '']);
});

test('as many messages wait as may, and one more is refused with the draft still there', async () => {
  delete incidents[id];
  for (let count = 0; count < mostWaitingReplies; count += 1)
    await replies.add(id, `message ${count}`);
  await replies.saveDraft(id, { text: 'one more', letThrough: [] });
  await expect(replies.add(id, 'one more')).rejects.toMatchObject({
    error: { code: 'conflict', message: { values: { count: mostWaitingReplies } } },
  });
  expect([texts(id).length, (await replies.draft(id)).text]).toEqual([
    mostWaitingReplies,
    'one more',
  ]);
});

test('a queue that was stopped sends nothing more, and has written what it was told', async () => {
  await replies.stop();
  await replies.add(id, 'Are you there?');
  replies.wake();
  await settled();
  expect([texts(id), due, replies.outgoing(id)[0]?.state]).toEqual([
    ['Are you there?'],
    null,
    'waiting',
  ]);
});
