import { z } from 'zod';

/** Milliseconds: a day off, and the wrong time zone on top. The agent makes up for that much; beyond it, the clock must be put right. */
export const largestClockOffset = 48 * 3_600_000;

/** What this computer's clock and the desk's said at the same moment; only for a difference that is worth a word. */
export const clockDifference = z.strictObject({
  here: z.iso.datetime(),
  desk: z.iso.datetime(),
  /** The desk refuses this computer until the clock is right. */
  blocksSending: z.boolean(),
});
export type ClockDifference = z.infer<typeof clockDifference>;
