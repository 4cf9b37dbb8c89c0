import { z } from 'zod';

/** Why a collector has no item although it found something. A bundle of version 1 knows the cause by these words alone. */
export const diskFullReason =
  'The disk is full, so what it found could not be saved. Free some space, then collect again.';
export const notSavedReason = 'What it found could not be saved: {detail}';

/** What was found and could not be written to this computer's disk. */
export const notSaved = z.strictObject({
  /** Collectors that lost something. */
  parts: z.number().int().nonnegative(),
  /** What the person wrote is among it: nothing is sent or saved without their words. */
  words: z.boolean(),
  diskFull: z.boolean(),
});
export type NotSaved = z.infer<typeof notSaved>;
