import type { CallHandlers } from '#contract/ipc/ipc.ts';
import type { Draft } from '#contract/text/description.ts';
import type { ProxyLogin } from '../network/proxy-login.ts';
import type { Note } from '../requests/request-registry.ts';
import type { Outbox } from './outbox-options.ts';

type Calls = Pick<CallHandlers, Extract<keyof CallHandlers, `submissions.${string}`>>;

/** The window's calls about submissions. */
export function submissionHandlers({
  outbox,
  proxyLogin,
  note,
  refill,
}: {
  outbox: Outbox;
  proxyLogin: ProxyLogin;
  note: Note;
  /** Puts words back into the form; false when that would replace others. */
  refill(words: Draft): Promise<boolean>;
}): Calls {
  return {
    'submissions.list': () => outbox.list(),
    'submissions.pause': ({ id }) => outbox.pause(id),
    'submissions.resume'({ id }) {
      // A person who wants to try now may have changed their mind about logging in.
      proxyLogin.reset();
      return outbox.resume(id);
    },
    'submissions.cancel': ({ id }) => outbox.cancel(id),
    async 'submissions.again'({ id }) {
      const words = await outbox.words(id);
      if (words && (await refill(words))) await outbox.forgetWords(id);
    },
    async 'submissions.requestDeletion'({ id }) {
      await outbox.requestDeletion(id);
      await note('withdraw-asked', { submission: id });
    },
    'submissions.receipt': ({ id }) => outbox.receipt(id),
    'submissions.refresh': ({ id }) => outbox.refresh(id),
    'submissions.seen': ({ id }) => outbox.seen(id),
  };
}

type SentCalls = Pick<CallHandlers, Extract<keyof CallHandlers, `sent.${string}`>>;

/** The window's calls about the copies of what was sent. */
export function sentHandlers({ sent }: Outbox): SentCalls {
  return {
    'sent.contents': ({ id }) => sent.contents(id),
    'sent.read': ({ id, item, offset, length }) => sent.read(id, item, offset, length),
    'sent.picture': ({ id }) => sent.picture(id),
    'sent.remove': ({ id }) => sent.remove(id),
  };
}
