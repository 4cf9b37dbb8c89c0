import { z } from 'zod';
import { presetId } from './collector.ts';

/** A preset that this computer offers. Candor's own have no `name` and `purpose`: the window says them in the person's language. */
export const presetChoice = z.strictObject({
  id: presetId,
  name: z.string().max(60).nullable(),
  purpose: z.string().max(200).nullable(),
  /** Milliseconds that it usually takes; null when nobody can say. */
  expectedMs: z.number().int().nonnegative().nullable(),
  /** Measured on this computer, not estimated from others. */
  timedHere: z.boolean(),
});
export type PresetChoice = z.infer<typeof presetChoice>;
