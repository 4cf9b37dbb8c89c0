import { raise, toAppError } from '#contract/errors/result.ts';
import type { Entry } from './entry.ts';
import { unseenAnswer } from './incident-updates.ts';
import type { Outbox, OutboxOptions } from './outbox-options.ts';
import { connectParts, type OutboxParts } from './outbox-parts.ts';

/** Opens the outbox, resumes what is in it, and follows what was sent. Bundles are sent one at a time. */
export async function openOutbox(options: OutboxOptions): Promise<Outbox> {
  const parts = await connectParts(options);
  await recover(parts);
  await parts.sent.sweep();
  parts.queue.schedule();
  parts.replies.wake();
  return {
    desk: parts.desk,
    list: parts.list,
    sent: parts.sent,
    ...deliveryCalls(parts),
    ...conversationCalls(parts),
    ...connectionCalls(parts),
    stop: () => stop(parts),
  };
}

/** Brings every submission from where the last run left it to where this run can resume. */
async function recover({ store, replies, dispatch, clock, report }: OutboxParts): Promise<void> {
  for (const { id, unsentMessage } of store.entries()) {
    if (!unsentMessage) continue;
    await replies
      .saveDraft(id, { text: unsentMessage.text, letThrough: [] })
      .then(() => store.update(id, (entry) => ({ ...entry, unsentMessage: null })))
      .catch((thrown: unknown) => report(toAppError(thrown)));
  }
  const now = clock.now();
  await Promise.all(store.entries().map(({ id }) => dispatch(id, { type: 'restarted', now })));
}

function required({ store }: OutboxParts, id: string): Entry {
  return (
    store.find(id) ??
    raise('not-found', 'This bundle is not in Candor’s outbox any more.', { detail: id })
  );
}

function deliveryCalls(
  parts: OutboxParts,
): Pick<
  Outbox,
  'add' | 'pause' | 'resume' | 'cancel' | 'receipt' | 'words' | 'forgetWords' | 'requestDeletion'
> {
  const { store, queue, dispatch, announce, retries, clock } = parts;
  return {
    async add(submission, writeBundle) {
      await store.create(submission, writeBundle, queue.stopped);
      announce.now();
      queue.schedule();
    },
    async pause(id) {
      required(parts, id);
      await dispatch(id, { type: 'paused' });
    },
    async resume(id) {
      required(parts, id);
      const written = dispatch(id, { type: 'resumed' });
      queue.schedule();
      await written;
    },
    async cancel(id) {
      if (required(parts, id).delivery.state === 'sent')
        raise(
          'wrong-phase',
          'This bundle has already arrived at the support desk. You can take it back instead.',
        );
      await dispatch(id, { type: 'canceled' });
      queue.schedule();
    },
    receipt: (id) => store.receipt(id),
    words: (id) => store.words(id),
    forgetWords: (id) => store.removeWords(id),
    async requestDeletion(id) {
      if (required(parts, id).delivery.state !== 'sent')
        raise('wrong-phase', 'This bundle has not arrived. You can stop sending it instead.');
      retries.reset(id);
      await dispatch(id, { type: 'deletion-requested', now: clock.now() });
      queue.schedule();
    },
  };
}

function conversationCalls(
  parts: OutboxParts,
): Pick<Outbox, 'refresh' | 'seen' | 'unseenAnswer' | 'replies' | 'news'> {
  const { store, queue, dispatch, follower, replies, news } = parts;
  return {
    async refresh(id) {
      if (id === undefined) return wakeAll(parts);
      if (required(parts, id).delivery.state === 'sent') return follower.refresh(id);
      void dispatch(id, { type: 'woken' });
      queue.schedule();
    },
    seen: (id) => follower.seen(id),
    unseenAnswer: () => unseenAnswer(store.entries()),
    replies: {
      ...replies,
      async add(id, text) {
        required(parts, id);
        await follower.requireArrived(id);
        await replies.add(id, text);
      },
    },
    news(number) {
      for (const { id, incident } of store.entries()) {
        if (incident?.number === number) news.announce(id);
      }
    },
  };
}

function connectionCalls(
  parts: OutboxParts,
): Pick<Outbox, 'setOnline' | 'setWindowOpen' | 'setNewsArrive'> {
  const { follower, reached } = parts;
  return {
    setOnline(online) {
      if (online) wakeAll(parts);
    },
    setWindowOpen: (open) => follower.setWindowOpen(open),
    setNewsArrive(arrive) {
      follower.setNewsArrive(arrive);
      if (arrive) reached();
    },
  };
}

/** Everything that waits is tried now. */
function wakeAll({ retries, replies, store, dispatch, queue, follower }: OutboxParts): void {
  retries.reset();
  replies.wake();
  for (const { id } of store.entries()) void dispatch(id, { type: 'woken' });
  queue.schedule();
  follower.wake();
}

async function stop({ sent, news, follower, announce, queue, replies, store }: OutboxParts) {
  sent.stop();
  news.stop();
  const finished = queue.stop();
  follower.stop();
  announce.stop();
  await Promise.all([finished, replies.stop()]);
  await store.settled();
}
