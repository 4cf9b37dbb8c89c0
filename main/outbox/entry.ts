import { z } from 'zod';
import { recipient, type SignedReceipt, thumbprint } from '#contract/bundle/receipt.ts';
import { byteCount, sha256 } from '#contract/collector/collector.ts';
import { appError, appErrorOf } from '#contract/errors/result.ts';
import { type IncidentView, incidentView, messageText } from '#contract/http/incident.ts';
import { type SentCopyState, type Submission, sentCopyState } from '#contract/ipc/submission.ts';
import type { Draft } from '#contract/text/description.ts';
import { delivery } from './delivery-state.ts';
import { maySendAgain } from './desk-errors.ts';
import { mergeIncident, unreadCount } from './timeline.ts';

/** `entry.json`: all that the outbox knows of one submission, from consent to the end of its incident. */
export const entry = z.strictObject({
  format: z.literal('candor-outbox-entry'),
  version: z.literal(1),
  id: z.uuid(),
  agreedAt: z.iso.datetime(),
  summary: z.string().max(200),
  recipient,
  retentionDays: z.number().int().positive(),
  itemCount: z.number().int().nonnegative(),
  /** Of all that is in it, as it was reviewed. */
  contentBytes: byteCount.nullable().default(null),
  copy: sentCopyState.default('none'),
  manifestHash: sha256,
  device: thumbprint,
  /** Of the sealed file. */
  totalBytes: byteCount,
  sha256,
  /** As far as is known; the desk's own offset is what counts. */
  sentBytes: byteCount,
  delivery,
  /** Path of the tus upload at the desk, once there is one. */
  uploadPath: z.string().max(500).nullable(),
  /** Canceled here while parts of it were at the desk, which does not know yet. */
  withdraw: z.boolean(),
  incident: incidentView.nullable(),
  /** The desk's signed acceptance, kept as its proof. */
  acceptance: z.string().max(10_000).nullable(),
  /** Ids of the timeline entries that the person has seen. */
  seen: z.array(z.string()),
  /** The person takes it back after it has arrived; asked for until the confirmation is here. */
  recall: z
    .strictObject({ at: z.iso.datetime(), problem: appError.nullable() })
    .nullable()
    .default(null),
  /** The desk's signed word that it is deleted, kept as proof. */
  withdrawal: z
    .strictObject({ jws: z.string().max(10_000), deletedAt: z.iso.datetime() })
    .nullable()
    .default(null),
  /** Written by versions that had no queue of messages; read once, as the draft of a message. */
  unsentMessage: z.strictObject({ id: z.uuid(), text: messageText }).nullable().default(null),
});
export type Entry = z.infer<typeof entry>;

export type NewEntry = Pick<
  Entry,
  'id' | 'summary' | 'recipient' | 'retentionDays' | 'itemCount'
> & {
  contentBytes?: number | null;
  /** Writes the copy that the person can read again; missing when there is to be none. */
  writeCopy?: (file: string) => Promise<unknown>;
  receipt: SignedReceipt;
  /** What the person wrote, for when they have to begin anew; kept beside the entry until the bundle is accepted. */
  words?: Draft | null;
};

export function newEntry(
  { receipt: signed, words: _words, writeCopy: _write, contentBytes = null, ...given }: NewEntry,
  copy: SentCopyState,
  { bytes, sha256: hash }: { bytes: number; sha256: string },
): Entry {
  const { agreedAt, manifestHash, device } = signed.receipt;
  return {
    format: 'candor-outbox-entry',
    version: 1,
    ...given,
    contentBytes,
    copy,
    summary: given.summary.slice(0, 200),
    agreedAt,
    manifestHash,
    device,
    totalBytes: bytes,
    sha256: hash,
    sentBytes: 0,
    delivery: { state: 'queued', tries: 0 },
    uploadPath: null,
    withdraw: false,
    incident: null,
    acceptance: null,
    seen: [],
    recall: null,
    withdrawal: null,
    unsentMessage: null,
  };
}

/** The entry as a person sees it. */
export function submissionOf(
  kept: Entry,
  { replies, newsProblem }: Pick<Submission, 'replies' | 'newsProblem'>,
): Submission {
  const { delivery: now } = kept;
  return {
    id: kept.id,
    agreedAt: kept.agreedAt,
    state: now.state,
    sentBytes: now.state === 'sent' ? kept.totalBytes : Math.min(kept.sentBytes, kept.totalBytes),
    totalBytes: kept.totalBytes,
    problem: 'problem' in now ? now.problem : null,
    sendAgain: now.state === 'refused' && maySendAgain(now.problem),
    nextTryAt: now.state === 'waiting' ? now.nextTryAt : null,
    summary: kept.summary,
    manifestHash: kept.manifestHash,
    itemCount: kept.itemCount,
    contentBytes: kept.contentBytes,
    copy: kept.copy,
    recipient: kept.recipient,
    retentionDays: kept.retentionDays,
    incident: kept.incident,
    withdrawal: withdrawalOf(kept),
    unread: kept.incident ? unreadCount(kept.incident, kept.seen) : 0,
    replies,
    newsProblem,
  };
}

export function withIncident(kept: Entry, incident: IncidentView): Entry {
  return { ...kept, incident: mergeIncident(kept.incident, incident) };
}

/** What can still be told of a submission whose `entry.json` is damaged: that it was agreed to, when, and for whom. */
export function damagedSubmission(
  id: string,
  { receipt }: SignedReceipt,
  detail: string,
): Submission | null {
  if (!receipt.recipient) return null;
  return {
    id,
    agreedAt: receipt.agreedAt,
    state: 'refused',
    sentBytes: 0,
    totalBytes: 0,
    problem: appErrorOf(
      'disk-failed',
      'Candor’s record of this bundle is damaged, so it cannot tell whether it arrived. Ask your support team, or get help again. The receipt is still here.',
      { detail },
    ),
    sendAgain: false,
    nextTryAt: null,
    summary: '',
    manifestHash: receipt.manifestHash,
    itemCount: receipt.items.length,
    contentBytes: null,
    copy: 'none',
    recipient: receipt.recipient,
    retentionDays: receipt.retentionDays ?? 1,
    incident: null,
    withdrawal: null,
    unread: 0,
    replies: [],
    newsProblem: null,
  };
}

function withdrawalOf({ recall, withdrawal }: Entry): Submission['withdrawal'] {
  if (!recall) return null;
  if (!withdrawal) return { state: 'asked', at: recall.at, problem: recall.problem };
  return {
    state: 'done',
    at: recall.at,
    deletedAt: withdrawal.deletedAt,
    confirmation: withdrawal.jws,
  };
}
