import { z } from 'zod';
import { descriptionLimits } from './description-limits.ts';

export const severities = ['blocked', 'slowed', 'annoyed'] as const;
export type Severity = (typeof severities)[number];

/** The person's own words. Only `happened` is required; empty strings mean "not answered". */
export const description = z.strictObject({
  happened: z.string().trim().min(1).max(descriptionLimits.happened),
  began: z.string().trim().max(descriptionLimits.began),
  severity: z.enum(severities).nullable(),
  /**
   * The last day it still worked, in the person's calendar; null or missing when they do not know.
   */
  lastGoodDay: z.iso.date().nullable().optional(),
  /** A long text that the person pasted, such as a log: a separate item. */
  attachedText: z.string().max(descriptionLimits.attachedText).optional(),
});
export type Description = z.infer<typeof description>;

/**
 * The same while the person is writing: nothing is required yet, and nothing is too long before the
 * person was asked.
 */
const undecided = z.string().max(descriptionLimits.undecided);
export const draft = description.extend({ happened: undecided, began: undecided });
export type Draft = z.infer<typeof draft>;

export const emptyDraft: Draft = { happened: '', began: '', severity: null };
