import { z } from 'zod';
import { recipient, type SignedReceipt, thumbprint } from '#contract/bundle/receipt.ts';
import { byteCount, sha256 } from '#contract/collector/collector.ts';
import { appErrorOf } from '#contract/errors/result.ts';
import { type IncidentView, incidentView, messageText } from '#contract/http/incident.ts';
import {
  deletion,
  type SentCopyState,
  type Submission,
  sentCopyState,
} from '#contract/ipc/submission.ts';
import type { Draft } from '#contract/text/description.ts';
import { delivery } from './delivery-state.ts';
import { maySendAgain } from './desk-errors.ts';
import { mergeIncident, unreadCount } from './timeline.ts';

/** `entry.json`: everything the outbox knows about one submission, from consent to the end of its incident. */
const currentEntry = z.strictObject({
  format: z.literal('candor-outbox-entry'),
  version: z.literal(1),
  id: z.uuid(),
  agreedAt: z.iso.datetime(),
  summary: z.string().max(200),
  recipient,
  retentionDays: z.number().int().positive(),
  itemCount: z.number().int().nonnegative(),
  /** Of the content as it was reviewed; null in entries of earlier versions. */
  contentBytes: byteCount.nullable().default(null),
  copy: sentCopyState.default('none'),
  manifestHash: sha256,
  device: thumbprint,
  /** Of the sealed file. */
  totalBytes: byteCount,
  sha256,
  /** As far as this computer knows; the desk's offset is authoritative. */
  sentBytes: byteCount,
  delivery,
  /** Path of the tus upload at the desk; null before it is created. */
  uploadPath: z.string().max(500).nullable(),
  /** Canceled here while the desk may have parts of it, which it is yet to delete. */
  abandonUpload: z.boolean(),
  incident: incidentView.nullable(),
  /** The desk's signed acceptance, as proof. */
  acceptance: z.string().max(10_000).nullable(),
  /** Ids of the timeline entries that the person has seen. */
  seen: z.array(z.string()),
  /** The person wants it deleted after it has arrived; the desk is asked until it has confirmed. */
  deletion: deletion.nullable().default(null),
  /** From versions without a message queue; it becomes the draft of a message once. */
  unsentMessage: z.strictObject({ id: z.uuid(), text: messageText }).nullable().default(null),
});
export type Entry = z.infer<typeof currentEntry>;

/** The names that earlier versions wrote: `withdraw`, and `recall` with `withdrawal`. */
const earlierEntry = z.looseObject({
  withdraw: z.unknown(),
  recall: z.object({ at: z.unknown(), problem: z.unknown() }).nullish(),
  withdrawal: z.object({ jws: z.unknown(), deletedAt: z.unknown() }).nullish(),
});

export const entry = z.preprocess((stored) => {
  const earlier = earlierEntry.safeParse(stored).data;
  if (earlier?.withdraw === undefined) return stored;
  const { withdraw, recall, withdrawal, ...unchanged } = earlier;
  return { ...unchanged, abandonUpload: withdraw, deletion: deletionOf(recall, withdrawal) };
}, currentEntry);

function deletionOf(
  recall: z.infer<typeof earlierEntry>['recall'],
  withdrawal: z.infer<typeof earlierEntry>['withdrawal'],
): unknown {
  if (!recall) return null;
  if (!withdrawal) return { state: 'requested', ...recall };
  const { jws, deletedAt } = withdrawal;
  return { state: 'done', at: recall.at, deletedAt, confirmation: jws };
}

export type NewEntry = Pick<
  Entry,
  'id' | 'summary' | 'recipient' | 'retentionDays' | 'itemCount'
> & {
  contentBytes?: number | null;
  /** Writes the copy that the person can read later; undefined for no copy. */
  writeCopy?: (file: string) => Promise<unknown>;
  receipt: SignedReceipt;
  /** What the person wrote, in case they have to start again; stored with the entry until the bundle is accepted. */
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
    abandonUpload: false,
    incident: null,
    acceptance: null,
    seen: [],
    deletion: null,
    unsentMessage: null,
  };
}

/** The entry as a person sees it. */
export function submissionOf(
  entry: Entry,
  { replies, newsProblem }: Pick<Submission, 'replies' | 'newsProblem'>,
): Submission {
  const { delivery: now } = entry;
  return {
    id: entry.id,
    agreedAt: entry.agreedAt,
    state: now.state,
    sentBytes:
      now.state === 'sent' ? entry.totalBytes : Math.min(entry.sentBytes, entry.totalBytes),
    totalBytes: entry.totalBytes,
    problem: 'problem' in now ? now.problem : null,
    sendAgain: now.state === 'refused' && maySendAgain(now.problem),
    nextTryAt: now.state === 'waiting' ? now.nextTryAt : null,
    summary: entry.summary,
    manifestHash: entry.manifestHash,
    itemCount: entry.itemCount,
    contentBytes: entry.contentBytes,
    copy: entry.copy,
    recipient: entry.recipient,
    retentionDays: entry.retentionDays,
    incident: entry.incident,
    deletion: entry.deletion,
    unread: entry.incident ? unreadCount(entry.incident, entry.seen) : 0,
    replies,
    newsProblem,
  };
}

export function withIncident(entry: Entry, incident: IncidentView): Entry {
  return { ...entry, incident: mergeIncident(entry.incident, incident) };
}

/** What the receipt still says about a submission whose `entry.json` is damaged: when the person agreed, and to whom. */
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
      'Candor’s record of this bundle is damaged, so Candor cannot tell whether it arrived. Ask your support team, or get help again. The receipt is still here.',
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
    deletion: null,
    unread: 0,
    replies: [],
    newsProblem: null,
  };
}
