import { z } from 'zod';
import { appError } from '../errors/result.ts';
import { messageText } from '../http/incident.ts';

/**
 * The message that the person is writing to the engineer. `letThrough`: values to send although
 * Candor would hide them.
 */
export const replyDraft = z.strictObject({
  text: z.string().max(8000),
  letThrough: z.array(z.string().min(1).max(4000)).max(50),
});
export type ReplyDraft = z.infer<typeof replyDraft>;

/** Maximum number of waiting messages about one incident. */
export const mostWaitingReplies = 100;

export const emptyReply: ReplyDraft = { text: '', letThrough: [] };

/** The words as they would be sent, and what was replaced in them. */
export const replyPreview = z.strictObject({
  text: z.string().max(100_000),
  hidden: z
    .array(
      z.strictObject({
        /** What is sent instead: `phone-1`, `[secret:password]`. */
        pseudonym: z.string().max(80),
        /** The kind of value: `phone`, `user`, `secret` … */
        kind: z.string().max(40),
        /** The real value, for the person's own screen; null for a secret, which is never sent. */
        value: z.string().max(4000).nullable(),
        /** Whether the person may send the real value. */
        mayShow: z.boolean(),
        /** They chose to send it. */
        shown: z.boolean(),
      }),
    )
    .max(10_000),
});
export type ReplyPreview = z.infer<typeof replyPreview>;

/**
 * A message to the engineer that has not arrived. After it arrives, it is in the incident's
 * conversation instead.
 */
export const outgoingReply = z.strictObject({
  id: z.uuid(),
  text: messageText,
  writtenAt: z.iso.datetime(),
  state: z.enum(['waiting', 'sending', 'refused']),
  /** Why it was refused, or why the last attempt failed. */
  problem: appError.nullable(),
  /** When a waiting message is sent again automatically. */
  nextTryAt: z.iso.datetime().nullable(),
});
export type OutgoingReply = z.infer<typeof outgoingReply>;
