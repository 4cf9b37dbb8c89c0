import { z } from 'zod';
import { recipient } from '../bundle/receipt.ts';
import { byteCount, sha256 } from '../collector/collector.ts';
import { appError } from '../errors/result.ts';
import { incidentView } from '../http/incident.ts';
import { mostWaitingReplies, outgoingReply } from './reply.ts';

/**
 * queued → uploading → sent, and on the way: paused (by the person), waiting (for the network,
 * continues automatically), canceled and refused (by the desk).
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
 * The readable copy of a sent bundle on this computer: `kept`; not made because it is `too-large`
 * or the disk `failed`; `removed` by the person or with the bundle; `expired` with the
 * organisation's retention time. `none`: sent by a version that stored no copy, or never sent.
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
  /** Number of sealed bytes that the desk has confirmed. */
  sentBytes: byteCount,
  totalBytes: byteCount,
  /** Why it is waiting or was refused. */
  problem: appError.nullable(),
  /** It was refused, and sending the same bytes again may help. */
  sendAgain: z.boolean(),
  /** When a waiting submission is sent again automatically. */
  nextTryAt: z.iso.datetime().nullable(),
  /**
   * First line of the description as it was sent, so that the person recognises it; empty without
   * one.
   */
  summary: z.string().max(200),
  manifestHash: sha256,
  itemCount: z.number().int().nonnegative(),
  /**
   * Size of the content as it was reviewed; `totalBytes` is the size of the sealed file. Null when
   * unknown.
   */
  contentBytes: byteCount.nullable(),
  copy: sentCopyState,
  recipient,
  retentionDays: z.number().int().positive(),
  incident: incidentView.nullable(),
  /** Null unless the person requested it. */
  deletion: deletion.nullable(),
  /** Number of timeline entries that the person has not seen yet. */
  unread: z.number().int().nonnegative(),
  /** The person's messages that have not arrived, oldest first. */
  replies: z.array(outgoingReply).max(mostWaitingReplies),
  /** Why the desk could not be reached for updates the last time; null when it could. */
  newsProblem: appError.nullable(),
});
export type Submission = z.infer<typeof submission>;
