import { z } from 'zod';
import { presetId } from './collector.ts';

/**
 * A preset that this computer offers. Built-in presets have no `name` or `purpose`: the window
 * translates them.
 */
export const presetChoice = z.strictObject({
  id: presetId,
  name: z.string().max(60).nullable(),
  purpose: z.string().max(200).nullable(),
  /** Usual duration in milliseconds; null when unknown. */
  expectedMs: z.number().int().nonnegative().nullable(),
  /** Measured on this computer, not an estimate. */
  timedHere: z.boolean(),
});
export type PresetChoice = z.infer<typeof presetChoice>;
