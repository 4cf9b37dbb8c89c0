import { z } from 'zod';
import { recipient } from '../bundle/receipt.ts';
import { byteCount, sha256 } from '../collector/collector.ts';
import { appError } from '../errors/result.ts';
import { incidentView } from '../http/incident.ts';
import { mostWaitingReplies, outgoingReply } from './reply.ts';

/**
 * queued → uploading → sent, with paused (by the person), waiting (for the network, goes on by itself),
 * canceled and refused (by the desk) beside the way.
 */
export const submissionStates = [
  'queued',
  'uploading',
  'paused',
  'waiting',
  'sent',
  'canceled',
  'refused',
] as const;
export const submissionState = z.enum(submissionStates);
export type SubmissionState = z.infer<typeof submissionState>;

/**
 * The readable copy of what was sent, on this computer: `kept`; not made because it is `too-large` or the disk `failed`;
 * `removed` by the person or because they took the bundle back; `expired` with the time for which the organisation keeps it.
 * `none`: sent by a version that kept no copy, or never sent.
 */
export const sentCopyState = z.enum(['kept', 'too-large', 'failed', 'removed', 'expired', 'none']);
export type SentCopyState = z.infer<typeof sentCopyState>;

/** Deletion of a bundle that has arrived: `requested` until the organisation has signed that it is done. */
export const deletion = z.discriminatedUnion('state', [
  z.strictObject({
    state: z.literal('requested'),
    at: z.iso.datetime(),
    problem: appError.nullable(),
  }),
  z.strictObject({
    state: z.literal('done'),
    at: z.iso.datetime(),
    deletedAt: z.iso.datetime(),
    /** The desk's signed confirmation, a JWS. */
    confirmation: z.string().max(10_000),
  }),
]);

/** One bundle that the person agreed to send, from the outbox to the end of its incident. */
export const submission = z.strictObject({
  id: z.uuid(),
  agreedAt: z.iso.datetime(),
  state: submissionState,
  /** Of these sealed bytes the desk has said that it has them. */
  sentBytes: byteCount,
  totalBytes: byteCount,
  /** Why it waits or was refused. */
  problem: appError.nullable(),
  /** It was refused, and sending the same bytes again can help. */
  sendAgain: z.boolean(),
  /** When a waiting one tries again by itself. */
  nextTryAt: z.iso.datetime().nullable(),
  /** First line of the description as it was sent, to recognise it by; empty when there was none. */
  summary: z.string().max(200),
  manifestHash: sha256,
  itemCount: z.number().int().nonnegative(),
  /** Size of all that is in it, as it was reviewed; `totalBytes` is that of the sealed file. Null when it is not known. */
  contentBytes: byteCount.nullable(),
  copy: sentCopyState,
  recipient,
  retentionDays: z.number().int().positive(),
  incident: incidentView.nullable(),
  /** Null unless the person asked for it. */
  deletion: deletion.nullable(),
  /** Timeline entries that the person has not seen yet. */
  unread: z.number().int().nonnegative(),
  /** The person's messages that have not arrived, oldest first. */
  replies: z.array(outgoingReply).max(mostWaitingReplies),
  /** Why the desk could not be asked for news the last time; null when it could. */
  newsProblem: appError.nullable(),
});
export type Submission = z.infer<typeof submission>;
