import { z } from 'zod';
import { sha256 } from '../collector/collector.ts';
import { boundedRecord } from '../primitives/bounded-record.ts';

/** The events between desk and person in the activity log on this computer. */
export const activityKinds = [
  'asked',
  'seen',
  'agreed',
  'declined',
  'reported',
  'sent',
  'arrived',
  'ended',
  'refused',
  'code-tried',
  'code-locked',
  'revealed',
  'reveal-declined',
  'reveal-unknown',
  'withdraw-asked',
  'withdrawn',
  'enrolled',
  'enrolment-refused',
  'revoked',
  'organisation-changed',
  'collected-to-file',
  'damaged',
] as const;
export const activityKind = z.enum(activityKinds);
export type ActivityKind = z.infer<typeof activityKind>;

/** Short words and sentences; the names explain them. */
export const activityFacts = boundedRecord(
  z.string().regex(/^[a-z][A-Za-z]{0,30}$/),
  z.union([z.string().max(2000), z.number()]),
  100,
);
export type ActivityFacts = z.infer<typeof activityFacts>;

/**
 * One entry. `hash` is the SHA-256 of the entry without it, as JSON with the keys in this order;
 * `previous` is the hash of the previous entry, so that changes and removals are noticed. The first
 * has 64 zeros.
 */
export const activityEntry = z.strictObject({
  number: z.number().int().positive(),
  at: z.iso.datetime(),
  kind: activityKind,
  facts: activityFacts,
  previous: sha256,
  hash: sha256,
});
export type ActivityEntry = z.infer<typeof activityEntry>;

export const shownEntries = 500;

export const activityView = z.strictObject({
  /** Newest first, at most `shownEntries`. */
  entries: z.array(activityEntry).max(shownEntries),
  count: z.number().int().nonnegative(),
  /** Where the chain of hashes breaks, and how; null when it is intact. */
  fault: z
    .strictObject({
      number: z.number().int().positive(),
      why: z.enum(['changed', 'missing', 'shortened', 'unreadable']),
    })
    .nullable(),
});
export type ActivityView = z.infer<typeof activityView>;
