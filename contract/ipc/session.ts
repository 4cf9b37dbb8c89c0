import { z } from 'zod';
import { finding } from '../bundle/finding.ts';
import { manifestItem } from '../bundle/manifest.ts';
import { notSaved } from '../bundle/not-saved.ts';
import { ageRecipient, formerOrganisation, recipient } from '../bundle/receipt.ts';
import {
  byteCount,
  category,
  collectorId,
  collectorStatus,
  itemId,
  mostItems,
  presetId,
  sensitivity,
  sha256,
} from '../collector/collector.ts';
import { appError } from '../errors/result.ts';
import { clockDifference } from '../primitives/clock.ts';
import { draft } from '../text/description.ts';
import { text } from '../text/text.ts';

/** One collector while the person watches. `waiting` and `running` come before a final status. */
export const collectorProgress = z.strictObject({
  id: collectorId,
  title: z.string().max(200),
  purpose: z.string().max(500),
  category,
  sensitivity,
  state: z.union([z.enum(['waiting', 'running']), collectorStatus]),
  durationMs: z.number().nonnegative().nullable(),
  reason: text.nullable(),
  items: z.array(z.strictObject({ id: itemId, bytes: byteCount })).max(mostItems),
});
export type CollectorProgress = z.infer<typeof collectorProgress>;

export const reviewItem = manifestItem.extend({ included: z.boolean() });
export type ReviewItem = z.infer<typeof reviewItem>;

/** A collector that returned nothing, or less than it should. */
export const missingPart = z.strictObject({
  collector: collectorId,
  title: z.string().max(200),
  status: collectorStatus,
  reason: text.nullable(),
});
export type MissingPart = z.infer<typeof missingPart>;

export const review = z.strictObject({
  bundle: z.uuid(),
  items: z.array(reviewItem).max(mostItems),
  missing: z.array(missingPart).max(1000),
  /** Null when everything that was found is in the review. */
  notSaved: notSaved.nullable(),
  findings: z.array(finding).max(500),
  /** Analyzers that could not run because an item is missing or left out. */
  notJudged: z.array(z.string().max(40)).max(500),
  /** Hash and size of exactly what would be sent now; updated after every change. */
  manifestHash: sha256,
  bytes: byteCount,
  recipient: recipient.nullable(),
  /** The keys that can open it; none without an organisation. */
  sealedTo: z.array(ageRecipient).max(20),
  /**
   * The organisation that this computer belonged to until recently, which the person must see
   * before they agree.
   */
  former: formerOrganisation.nullable(),
  purpose: z.string().max(1000),
  /**
   * The engineer who gave the purpose as a reason; null when the person asked for help themselves.
   */
  requestedBy: z.string().max(200).nullable(),
  retentionDays: z.number().int().positive(),
  /** Null when this computer's clock agrees with the desk's, or when the difference is unknown. */
  clock: clockDifference.nullable(),
  /** Why it cannot be sent (no organisation, no key); it can still be saved to a file. */
  sendProblem: appError.nullable(),
});
export type Review = z.infer<typeof review>;

/**
 * The help session, as main holds it and the window mirrors it: idle → collecting → review →
 * sealing → idle (from there the submission is in the outbox).
 */
export const session = z.discriminatedUnion('phase', [
  z.strictObject({
    phase: z.literal('idle'),
    draft,
    /**
     * Candor ended during collecting or the review: nothing was sent, and the words are still here.
     */
    interrupted: z.boolean(),
    /**
     * The person returned from a review to change their words; their decisions also apply to the
     * next review.
     */
    fromReview: z.literal(true).optional(),
    /** Why the last attempt failed, if it did. */
    problem: appError.nullable(),
  }),
  z.strictObject({
    phase: z.literal('collecting'),
    preset: presetId,
    startedAt: z.iso.datetime(),
    /** Usual duration in milliseconds, measured here or estimated; null when unknown. */
    expectedMs: z.number().int().nonnegative().nullable(),
    canceling: z.boolean(),
    collectors: z.array(collectorProgress).max(1000),
  }),
  z.strictObject({
    phase: z.literal('review'),
    review,
    problem: appError.nullable(),
    /**
     * A value is being hidden or shown everywhere; until that is done, the person cannot decide
     * anything else.
     */
    changing: z.boolean(),
  }),
  z.strictObject({
    phase: z.literal('sealing'),
    review,
    doneBytes: byteCount,
    totalBytes: byteCount,
  }),
]);
export type Session = z.infer<typeof session>;
