import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { appErrorOf, type ErrorCode, errorCodes } from '#contract/errors/result.ts';
import {
  backOff,
  type Delivery,
  type DeliveryEvent,
  longestWait,
  nextDelivery,
} from '#main/outbox/delivery-state.ts';
import { canWait } from '#main/outbox/desk-errors.ts';

const now = Date.parse('2025-01-01T00:00:00Z');
const problem = (code: ErrorCode) => appErrorOf(code, 'Something.');
const failed = (code: ErrorCode): DeliveryEvent => ({
  type: 'failed',
  problem: problem(code),
  now,
  random: 0.5,
});
const through = (start: Delivery, ...events: DeliveryEvent[]) => events.reduce(nextDelivery, start);
const queued: Delivery = { state: 'queued', tries: 0 };

describe('the delivery of a bundle', () => {
  test('runs from the queue to the desk', () => {
    expect(through(queued, { type: 'began' }, { type: 'advanced' }, { type: 'accepted' })).toEqual({
      state: 'sent',
    });
  });

  test('waits when the desk cannot be reached, and says until when', () => {
    const waiting = through(queued, { type: 'began' }, failed('desk-unreachable'));
    expect(waiting).toEqual({
      state: 'waiting',
      tries: 1,
      problem: problem('desk-unreachable'),
      nextTryAt: '2025-01-01T00:00:03.000Z',
    });
  });

  test('waits longer after each failure in a row', () => {
    const round = [
      { type: 'woken' },
      { type: 'began' },
      failed('desk-failed'),
    ] satisfies DeliveryEvent[];
    const third = through(queued, { type: 'began' }, failed('desk-failed'), ...round, ...round);
    expect(third).toMatchObject({
      state: 'waiting',
      tries: 3,
      nextTryAt: '2025-01-01T00:00:12.000Z',
    });
  });

  test('resets the count of failures once the desk has received more', () => {
    const again = through(
      queued,
      { type: 'began' },
      failed('desk-failed'),
      { type: 'woken' },
      { type: 'began' },
      { type: 'advanced' },
    );
    expect(again).toEqual({ state: 'uploading', tries: 0 });
  });

  test('is refused when another desk answers', () => {
    expect(through(queued, { type: 'began' }, failed('desk-untrusted'))).toMatchObject({
      state: 'refused',
    });
  });

  test('stays paused, whatever the network does', () => {
    const paused = through(queued, { type: 'began' }, { type: 'paused' });
    expect(through(paused, { type: 'woken' }, failed('desk-failed'), { type: 'began' })).toEqual({
      state: 'paused',
    });
  });

  test('stays canceled when the answer to the aborted upload comes late', () => {
    const canceled = through(queued, { type: 'began' }, { type: 'canceled' });
    expect(
      through(canceled, failed('desk-unreachable'), { type: 'resumed' }, { type: 'restarted' }),
    ).toEqual({
      state: 'canceled',
    });
  });

  test('ends as sent when the bundle had arrived before it was canceled', () => {
    expect(through(queued, { type: 'began' }, { type: 'canceled' }, { type: 'accepted' })).toEqual({
      state: 'sent',
    });
  });

  test('resumes after a restart', () => {
    expect(through(queued, { type: 'began' }, { type: 'restarted' })).toEqual(queued);
  });

  test('can be tried again after a refusal', () => {
    expect(
      through({ state: 'refused', problem: problem('desk-refused') }, { type: 'resumed' }),
    ).toEqual(queued);
  });
});

describe('a wait', () => {
  test('is never shorter than two seconds nor longer than five minutes', () => {
    fc.assert(
      fc.property(
        fc.nat({ max: 10_000 }),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (tries, random) => {
          const wait = backOff(tries, random);
          expect(wait).toBeGreaterThanOrEqual(2_000);
          expect(wait).toBeLessThanOrEqual(longestWait);
        },
      ),
    );
  });
});

const anyEvent: fc.Arbitrary<DeliveryEvent> = fc.oneof(
  fc.constantFrom<DeliveryEvent>(
    { type: 'began' },
    { type: 'advanced' },
    { type: 'accepted' },
    { type: 'paused' },
    { type: 'resumed' },
    { type: 'canceled' },
    { type: 'woken' },
    { type: 'restarted' },
  ),
  fc.record({
    type: fc.constant('failed' as const),
    problem: fc.constantFrom(...errorCodes).map(problem),
    now: fc.constant(now),
    random: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
  }),
);

describe('whatever happens, in whatever order', () => {
  test('a sent bundle stays sent', () => {
    fc.assert(
      fc.property(fc.array(anyEvent), (events) => {
        expect(through({ state: 'sent' }, ...events)).toEqual({ state: 'sent' });
      }),
    );
  });

  test('a bundle becomes sent only with the desk’s proof', () => {
    const withoutProof = anyEvent.filter(({ type }) => type !== 'accepted');
    fc.assert(
      fc.property(fc.array(withoutProof), (events) => {
        expect(through(queued, ...events).state).not.toBe('sent');
      }),
    );
  });

  test('a canceled bundle is never sent', () => {
    const withoutProof = anyEvent.filter(({ type }) => type !== 'accepted');
    fc.assert(
      fc.property(fc.array(withoutProof), fc.array(withoutProof), (before, later) => {
        expect(through(queued, ...before, { type: 'canceled' }, ...later)).toEqual({
          state: 'canceled',
        });
      }),
    );
  });

  test('only a queued bundle is uploaded', () => {
    fc.assert(
      fc.property(fc.array(anyEvent), anyEvent, (events, last) => {
        const before = through(queued, ...events);
        const later = nextDelivery(before, last);
        if (later.state === 'uploading' && before.state !== 'uploading')
          expect(before.state).toBe('queued');
      }),
    );
  });

  test('only failures that can pass lead to a wait, and a refusal is not retried', () => {
    fc.assert(
      fc.property(fc.array(anyEvent), (events) => {
        const end = through(queued, ...events);
        if (end.state === 'waiting') expect(canWait(end.problem)).toBe(true);
        if (end.state === 'refused') expect(nextDelivery(end, { type: 'woken' })).toBe(end);
      }),
    );
  });
});
