import { raise } from '#contract/errors/result.ts';
import { messageText } from '#contract/http/incident.ts';
import type { CallHandlers } from '#contract/ipc/ipc.ts';
import type { Outbox } from '../outbox/outbox-options.ts';
import type { ReplyRedactor } from './redact-reply.ts';

type ReplyCalls = Pick<
  CallHandlers,
  | 'replies.draft'
  | 'replies.saveDraft'
  | 'replies.preview'
  | 'replies.send'
  | 'replies.again'
  | 'replies.remove'
>;

/** The window's calls for messages to the engineer. A message is sent only as the window last showed it. */
export function replyCalls(replies: Outbox['replies'], redactor: ReplyRedactor): ReplyCalls {
  return {
    'replies.draft': ({ id }) => replies.draft(id),
    'replies.saveDraft': ({ id, draft }) => replies.saveDraft(id, draft),
    'replies.preview': ({ id, draft }) => redactor.preview(id, draft),
    async 'replies.send'({ id, draft, shown }) {
      const preview = await redactor.preview(id, draft);
      if (preview.text !== shown) return { queued: false, preview };
      const text = messageText.safeParse(preview.text);
      if (!text.success) raise('too-large', 'This message is too long. Send it in two parts.');
      await redactor.settle(id, draft);
      await replies.add(id, text.data);
      return { queued: true, preview };
    },
    'replies.again': ({ id, reply }) => replies.again(id, reply),
    'replies.remove': ({ id, reply }) => replies.remove(id, reply),
  };
}
