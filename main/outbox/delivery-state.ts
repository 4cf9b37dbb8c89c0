import { z } from 'zod';
import { backoffMs, equalJitter } from '#bundle/backoff.ts';
import { type AppError, appError, assertNever } from '#contract/errors/result.ts';
import { canWait } from './desk-errors.ts';

/** Failed tries in a row, without any progress between them. */
const tries = z.number().int().nonnegative();

/** The states of a delivery, each with its own data. */
export const delivery = z.discriminatedUnion('state', [
  z.strictObject({ state: z.literal('queued'), tries }),
  z.strictObject({ state: z.literal('uploading'), tries }),
  z.strictObject({ state: z.literal('paused') }),
  z.strictObject({
    state: z.literal('waiting'),
    tries,
    problem: appError,
    nextTryAt: z.iso.datetime(),
  }),
  z.strictObject({ state: z.literal('sent') }),
  z.strictObject({ state: z.literal('canceled') }),
  z.strictObject({ state: z.literal('refused'), problem: appError }),
]);
export type Delivery = z.infer<typeof delivery>;

export type DeliveryEvent =
  /** Its turn came. */
  | { type: 'began' }
  /** The desk has more of it than before. */
  | { type: 'advanced' }
  | { type: 'failed'; problem: AppError; now: number; random: number }
  /** The desk proved that it has the bundle. */
  | { type: 'accepted' }
  | { type: 'paused' }
  | { type: 'resumed' }
  | { type: 'canceled' }
  /** The network came back, or the wait is over. */
  | { type: 'woken' }
  /** Candor started; nothing is under way any more. */
  | { type: 'restarted' };

/** Milliseconds. */
export const longestWait = 5 * 60_000;
const waits = { firstMs: 4_000, longestMs: longestWait };

/**
 * Milliseconds until the next try: doubling from 2 s to 5 min, with the upper half random, so that a thousand agents do
 * not all return in the same second after the desk was down.
 * @param failed tries before this one. @param random from 0 up to 1.
 */
export function backOff(failed: number, random: number): number {
  return equalJitter(backoffMs(waits, failed), random);
}

/** The delivery after an event. An event that does not apply returns the very same value. */
export function nextDelivery(current: Delivery, event: DeliveryEvent): Delivery {
  const { state } = current;
  switch (event.type) {
    case 'began':
      return state === 'queued' ? { state: 'uploading', tries: current.tries } : current;
    case 'advanced':
      return state === 'uploading' && current.tries > 0 ? { state, tries: 0 } : current;
    case 'failed': {
      if (state !== 'uploading') return current;
      const { problem, now, random } = event;
      if (!canWait(problem)) return { state: 'refused', problem };
      const nextTryAt = new Date(now + backOff(current.tries, random)).toISOString();
      return { state: 'waiting', tries: current.tries + 1, problem, nextTryAt };
    }
    case 'accepted':
      // Even after a pause or cancel that came too late: the desk has the bundle, and the person must be able to know.
      return state === 'sent' ? current : { state: 'sent' };
    case 'paused':
      return state === 'queued' || state === 'uploading' || state === 'waiting'
        ? { state: 'paused' }
        : current;
    case 'resumed':
      return state === 'paused' || state === 'waiting' || state === 'refused'
        ? { state: 'queued', tries: 0 }
        : current;
    case 'canceled':
      return state === 'sent' || state === 'canceled' ? current : { state: 'canceled' };
    case 'woken':
      return state === 'waiting' ? { state: 'queued', tries: current.tries } : current;
    case 'restarted':
      return state === 'uploading' || state === 'waiting' ? { state: 'queued', tries: 0 } : current;
    default:
      return assertNever(event);
  }
}
