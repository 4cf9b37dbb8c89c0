import { z } from 'zod';

export const severities = ['blocked', 'slowed', 'annoyed'] as const;
export type Severity = (typeof severities)[number];

/** What the person says. Only `happened` is needed; empty strings mean "not said". */
export const description = z.strictObject({
  happened: z.string().trim().min(1).max(8000),
  began: z.string().trim().max(500),
  severity: z.enum(severities).nullable(),
  /** The last day it still worked, on the person's calendar; null or missing when they do not know. */
  lastGoodDay: z.iso.date().nullable().optional(),
});
export type Description = z.infer<typeof description>;

/** The same while it is being written: nothing is needed yet. */
export const draft = description.extend({ happened: z.string().max(8000), began: z.string().max(500) });
export type Draft = z.infer<typeof draft>;

export const emptyDraft: Draft = { happened: '', began: '', severity: null };
