import { z } from 'zod';

/**
 * Why a collector has no item although it found something. In a bundle of version 1, only this text
 * identifies the cause.
 */
export const diskFullReason =
  'The disk is full, so what it found could not be saved. Free some space, then collect again.';
export const notSavedReason = 'What it found could not be saved: {detail}';

/** Results that could not be written to this computer's disk. */
export const notSaved = z.strictObject({
  /** Collectors that lost results. */
  parts: z.number().int().nonnegative(),
  /** The person's own words are affected: nothing is sent or saved without them. */
  words: z.boolean(),
  diskFull: z.boolean(),
});
export type NotSaved = z.infer<typeof notSaved>;
