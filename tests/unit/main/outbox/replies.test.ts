import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type AppError, appErrorOf, CandorError } from '../../../../contract/result.ts';
import { createReplies, type ReplyQueue } from '../../../../main/outbox/replies.ts';
import { openReplyStore, type ReplyStore } from '../../../../main/outbox/reply-store.ts';
import type { OutboxStore } from '../../../../main/outbox/store.ts';

const id = 'submission';
let folder: string;
let kept: ReplyStore;
let replies: ReplyQueue;
let now: number;
/** What the queue waits for; null when it waits for nothing. */
let due: (() => void) | null;
let sent: string[];
let reports: AppError[];
/** Ends the sending that is under way: with a problem, or well. */
let answer: (problem?: AppError) => void;
/** Called when a sending has begun. */
let begun: () => void;

const clock = {
  now: () => now,
  after(_milliseconds: number, action: () => void) {
    due = action;
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
  await mkdir(join(folder, id));
  [now, due, sent, reports, begun] = [1_000_000, null, [], [], () => {}];
  kept = await openReplyStore(folder, [id], (error) => void reports.push(error));
  // Of the outbox only what the queue asks: a bundle that has arrived and was not taken back.
  const store = { find: () => ({ recall: null, incident: null }) } as unknown as OutboxStore;
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
  expect(replies.outgoing(id)).toMatchObject([{ state: 'waiting', problem: { code: 'desk-unreachable' } }]);
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
  await expect(replies.remove(id, shown?.id ?? '')).rejects.toMatchObject({ error: { code: 'wrong-phase' } });
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
