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
/** What the queue waits for; null if it does not wait. */
let due: (() => void) | null;
/** Milliseconds of the newest wait. */
let dueIn: number;
/** What the outbox stores about each bundle. */
let incidents: Record<
  string,
  { deletion: object | null; incident: { timeline: { id: string }[] } | null }
>;
let sent: string[];
let reports: AppError[];
/** Ends the current sending, with a problem or successfully. */
let answer: (problem?: AppError) => void;
/** Called when sending begins. */
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
  // Only what the queue reads: the bundles have arrived and are not to be deleted.
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

test('a message that could not be sent is tried again when its wait is over', async () => {
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

test('a message that is being sent is shown as such, and cannot be removed', async () => {
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

test('a message stays unchanged when Candor closes while sending it, and nothing is reported', async () => {
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
/** Queues a message and waits until sending begins. */
async function begin(submission: string, text: string): Promise<void> {
  const sendingNow = sending();
  await replies.add(submission, text);
  await sendingNow;
}
/** Ends the current sending with a problem, and waits until the message waits again. */
async function fail(problem: AppError): Promise<void> {
  const before = reports.length;
  answer(problem);
  await expect.poll(() => reports.length).toBe(before + 1);
  await expect.poll(() => due).not.toBeNull();
}

test('messages are sent one at a time and in order within an incident, without delaying another incident', async () => {
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

test('each failure doubles the wait, a success resets it, and the person sees when the next try is', async () => {
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

test('a wait longer than the longest one ends at once, because the clock was set back', async () => {
  await begin(id, 'Are you there?');
  await fail(unreachable);
  now += 2999;
  due?.();
  await settled();
  expect([dueIn, replies.outgoing(id)[0]?.state]).toEqual([1, 'waiting']);
  // Exactly five minutes, the longest wait, are waited for; a millisecond more is not.
  now -= 2999 + 300_000 - 3000;
  due?.();
  await settled();
  expect([dueIn, replies.outgoing(id)[0]?.state]).toEqual([300_000, 'waiting']);
  const next = sending();
  now -= 1;
  due?.();
  await next;
});

test('a refused message says why, does not delay the next, and is sent when the person sends it again', async () => {
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

test('a message is sent at once when the person sends it again, without the wait', async () => {
  await begin(id, 'Are you there?');
  await fail(unreachable);
  const again = sending();
  await replies.again(id, replies.outgoing(id)[0]?.id ?? '');
  await again;
  await fail(unreachable);
  expect(dueIn).toBe(3000);
});

test('messages that could not reach the desk are sent once it was reached, and all messages when the network is back', async () => {
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

test('a message that the desk already has is neither shown nor sent', async () => {
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
  ['that the person wants deleted', { deletion: {}, incident: null }],
  ['that is not in the outbox', undefined],
])('a message about a bundle %s is not sent', async (_what, entry) => {
  if (entry) incidents[id] = entry;
  else delete incidents[id];
  await replies.add(id, 'Are you there?');
  await settled();
  expect([texts(id), due]).toEqual([['Are you there?'], null]);
});

test('a waiting message can be removed, and all unsent messages are removed when the deletion of the bundle is requested', async () => {
  await begin(id, 'one');
  await fail(unreachable);
  await replies.remove(id, replies.outgoing(id)[0]?.id ?? '');
  expect(texts(id)).toEqual([]);
  await begin(id, 'two');
  await fail(unreachable);
  // The failures of the removed message are forgotten.
  expect(dueIn).toBe(3000);
  await replies.saveDraft(id, { text: 'a draft', letThrough: [] });
  await replies.forget(id);
  expect([texts(id), (await replies.draft(id)).text]).toEqual([[], '']);
});

test('one message more than the limit is refused, and the draft stays', async () => {
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

test('a stopped queue sends nothing more, and has written what it was given', async () => {
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
