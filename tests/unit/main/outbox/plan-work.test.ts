import { describe, expect, test } from 'vitest';
import { appErrorOf } from '#contract/errors/result.ts';
import { longestWait } from '#main/outbox/delivery-state.ts';
import type { Entry } from '#main/outbox/entry.ts';
import { planWork } from '#main/outbox/plan-work.ts';

const now = Date.parse('2026-01-01T00:00:00Z');
const time = (milliseconds: number) => new Date(now + milliseconds).toISOString();
const problem = appErrorOf('desk-unreachable', 'Something.');
const entryOf = (id: string, change: Partial<Entry>) =>
  ({ id, agreedAt: time(0), abandonUpload: false, deletion: null, ...change }) as Entry;
const queued = (id: string, agreedAt = 0) =>
  entryOf(id, { agreedAt: time(agreedAt), delivery: { state: 'queued', tries: 0 } });
const waiting = (id: string, milliseconds: number) =>
  entryOf(id, {
    delivery: { state: 'waiting', tries: 1, problem, nextTryAt: time(milliseconds) },
  });
const abandoned = entryOf('abandoned', { delivery: { state: 'canceled' }, abandonUpload: true });
const unwanted = entryOf('unwanted', {
  delivery: { state: 'sent' },
  deletion: { state: 'requested', at: time(0), problem: null },
});
const deleted = entryOf('deleted', {
  delivery: { state: 'sent' },
  deletion: { state: 'done', at: time(0), deletedAt: time(0), confirmation: 'a.b.c' },
});
const plan = (entries: Entry[], retries: Record<string, number> = {}) =>
  planWork(entries, { dueAt: (id) => retries[id] ?? null }, now);

describe('the next piece of work', () => {
  test('is the queued bundle that was agreed to first', () => {
    const entries = [abandoned, queued('second', 2), queued('first', 1), waiting('due', 0)];
    expect(plan(entries)).toEqual({ type: 'work', kind: 'send', id: 'first' });
  });

  test('is none when everything has arrived, was paused or was deleted', () => {
    const paused = entryOf('paused', { delivery: { state: 'paused' } });
    expect(plan([paused, deleted])).toEqual({ type: 'idle' });
  });

  test('is to wait for what is due first', () => {
    const entries = [waiting('later', 3_000), waiting('sooner', 2_000), unwanted];
    expect(plan(entries, { unwanted: now + 2_500 })).toEqual({ type: 'wait', milliseconds: 2_000 });
  });

  test('is to wake a bundle whose wait is over', () => {
    expect(plan([waiting('due', 0)])).toEqual({ type: 'wake', id: 'due' });
  });

  test.each([
    ['abandon-upload', abandoned],
    ['request-deletion', unwanted],
  ] as const)('is to %s when that has not been tried yet, or is due again', (kind, entry) => {
    expect(plan([entry])).toEqual({ type: 'work', kind, id: entry.id });
    expect(plan([entry], { [entry.id]: now })).toEqual({ type: 'work', kind, id: entry.id });
    expect(plan([entry], { [entry.id]: now + 1 })).toEqual({ type: 'wait', milliseconds: 1 });
  });

  test('does not wait for longer than the longest wait, because the clock was set back then', () => {
    expect(plan([waiting('due', longestWait)])).toEqual({
      type: 'wait',
      milliseconds: longestWait,
    });
    expect(plan([waiting('due', longestWait + 1)])).toEqual({ type: 'wake', id: 'due' });
  });
});
