import { z } from 'zod';
import { byteCount, sha256 } from './collector.ts';
import { incidentView } from './incident.ts';
import { recipient } from './receipt.ts';
import { appError } from './result.ts';

/**
 * queued → uploading → sent, with paused (by the person), waiting (for the network, goes on by itself),
 * canceled and refused (by the desk) beside the way.
 */
export const submissionStates = ['queued', 'uploading', 'paused', 'waiting', 'sent', 'canceled', 'refused'] as const;
export const submissionState = z.enum(submissionStates);
export type SubmissionState = z.infer<typeof submissionState>;

/** One bundle that the person agreed to send, from the outbox to the end of its incident. */
export const submission = z.strictObject({
  id: z.uuid(),
  agreedAt: z.iso.datetime(),
  state: submissionState,
  /** Of these the desk has said that it has them. */
  sentBytes: byteCount,
  totalBytes: byteCount,
  /** Why it waits or was refused. */
  problem: appError.nullable(),
  /** It was refused, and sending the same bytes again can help. */
  sendAgain: z.boolean(),
  /** When a waiting one tries again by itself. */
  nextTryAt: z.iso.datetime().nullable(),
  /** First line of what the person said, to recognise it by. */
  summary: z.string().max(200),
  manifestHash: sha256,
  itemCount: z.number().int().nonnegative(),
  recipient,
  retentionDays: z.number().int().positive(),
  incident: incidentView.nullable(),
  /** The person takes it back: asked for, then signed by the organisation as done. Null when they do not. */
  withdrawal: z
    .discriminatedUnion('state', [
      z.strictObject({ state: z.literal('asked'), at: z.iso.datetime(), problem: appError.nullable() }),
      z.strictObject({
        state: z.literal('done'),
        at: z.iso.datetime(),
        deletedAt: z.iso.datetime(),
        confirmation: z.string().max(10_000),
      }),
    ])
    .nullable(),
  /** Timeline entries that the person has not seen yet. */
  unread: z.number().int().nonnegative(),
});
export type Submission = z.infer<typeof submission>;
