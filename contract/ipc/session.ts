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

/** One collector as the person watches it. `waiting` and `running` come before a final status. */
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

/** A collector that gave nothing, or less than it should. */
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
  /** Analyzers that could not look, because an item that they need is missing or left out. */
  notJudged: z.array(z.string().max(40)).max(500),
  /** Hash and size of exactly what would be sent now; they follow every change. */
  manifestHash: sha256,
  bytes: byteCount,
  recipient: recipient.nullable(),
  /** The keys that can open it; none without an organisation. */
  sealedTo: z.array(ageRecipient).max(20),
  /** Whom this computer belonged to until a short time ago, which the person has to see before they agree. */
  former: formerOrganisation.nullable(),
  purpose: z.string().max(1000),
  /** The engineer whose reason the purpose is; null in the person's own session. */
  requestedBy: z.string().max(200).nullable(),
  retentionDays: z.number().int().positive(),
  /** Null when this computer's clock agrees with the desk's, or nobody knows. */
  clock: clockDifference.nullable(),
  /** Why it cannot be sent (no organisation, no key); saving to a file still works. */
  sendProblem: appError.nullable(),
});
export type Review = z.infer<typeof review>;

/**
 * The help session, as main holds it and the window mirrors it:
 * idle → collecting → review → sealing → idle (the submission goes its own way from there).
 */
export const session = z.discriminatedUnion('phase', [
  z.strictObject({
    phase: z.literal('idle'),
    draft,
    /** Candor ended while it collected or while the person reviewed: nothing was sent, the words are still here. */
    interrupted: z.boolean(),
    /** The person came back from a review to change their words; what they decided there holds for the next one. */
    fromReview: z.literal(true).optional(),
    /** Why the last try ended, if it ended badly. */
    problem: appError.nullable(),
  }),
  z.strictObject({
    phase: z.literal('collecting'),
    preset: presetId,
    startedAt: z.iso.datetime(),
    /** Milliseconds it usually takes, measured here or estimated; null when nobody can say. */
    expectedMs: z.number().int().nonnegative().nullable(),
    canceling: z.boolean(),
    collectors: z.array(collectorProgress).max(1000),
  }),
  z.strictObject({
    phase: z.literal('review'),
    review,
    problem: appError.nullable(),
    /** Something is being hidden or shown again everywhere; until it is done nothing else can be decided. */
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
