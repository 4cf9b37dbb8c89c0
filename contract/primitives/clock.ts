import { z } from 'zod';

/**
 * Milliseconds: one day, plus the wrong time zone. The agent corrects a difference up to this;
 * beyond it, the clock must be set.
 */
export const largestClockOffset = 48 * 3_600_000;

/**
 * This computer's clock and the desk's at the same moment; only for a difference worth mentioning.
 */
export const clockDifference = z.strictObject({
  here: z.iso.datetime(),
  desk: z.iso.datetime(),
  /** The desk refuses this computer until its clock is set. */
  blocksSending: z.boolean(),
});
export type ClockDifference = z.infer<typeof clockDifference>;
