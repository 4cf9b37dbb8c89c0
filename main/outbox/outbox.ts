import { join } from 'node:path';
import { raise, toAppError } from '#contract/errors/result.ts';
import { systemClock } from './clock.ts';
import { deliver, type Proof } from './deliver.ts';
import { backOff, type DeliveryEvent, longestWait, nextDelivery } from './delivery-state.ts';
import { createDeskClient } from './desk-client.ts';
import { canWait } from './desk-errors.ts';
import { type Entry, submissionOf, withIncident } from './entry.ts';
import { createFollower } from './follow.ts';
import { type IncidentAnswer, unseenAnswer } from './incident-updates.ts';
import { createNews } from './news.ts';
import type { Outbox, OutboxOptions } from './outbox-options.ts';
import { createReplies } from './replies.ts';
import { openReplyStore } from './reply-store.ts';
import { createSentCopies } from './sent-copies.ts';
import { openStore } from './store.ts';
import { createThrottle } from './throttle.ts';
import { recall, withdraw } from './withdraw.ts';

const isRecalled = ({ recall: asked, withdrawal }: Entry): boolean =>
  asked !== null && withdrawal === null;

interface Job {
  id: string;
  abort: AbortController;
  done: Promise<void>;
}

/** Opens the outbox, goes on with what is in it, and follows what was sent. Bundles travel one at a time. */
export async function openOutbox(options: OutboxOptions): Promise<Outbox> {
  const { folder, transport, report } = options;
  const clock = options.clock ?? systemClock;
  const store = await openStore(folder, report);
  const replyStore = await openReplyStore(
    folder,
    store.entries().map(({ id }) => id),
    report,
  );
  const desk = createDeskClient({
    ...options,
    clock,
    registrationFile: join(folder, 'registration.json'),
  });
  const shown = (kept: Entry) =>
    submissionOf(kept, {
      replies: replies.outgoing(kept.id),
      newsProblem: follower.problem(kept.id),
    });
  const list = () =>
    [...store.entries().map(shown), ...store.damaged].sort((a, b) =>
      b.agreedAt.localeCompare(a.agreedAt),
    );
  const announce = createThrottle(clock, () => options.onChange(list()));
  const answered = (id: string, answer: IncidentAnswer) => {
    const kept = store.find(id);
    if (kept) options.onAnswer?.(shown(kept), answer);
  };
  const follower = createFollower({
    store,
    desk,
    clock,
    changed: announce.now,
    reached,
    answered,
    report,
  });
  const news = createNews(clock, (id) =>
    follower.refresh(id).catch((thrown: unknown) => report(toAppError(thrown))),
  );
  const replies = createReplies({
    store,
    replies: replyStore,
    clock,
    send: follower.message,
    changed: announce.now,
    report,
  });
  const stopped = new AbortController();
  /** Failed tries to withdraw, and when the next one is due; after a restart they simply begin again. */
  const withdrawals = new Map<string, { tries: number; dueAt: number }>();
  let job: Job | null = null;
  let callOff = () => {};

  function apply(
    id: string,
    event: DeliveryEvent,
    change: (kept: Entry) => Entry = (kept) => kept,
  ): Promise<void> {
    const before = store.find(id);
    const written = store.update(id, (kept) => {
      const delivery = nextDelivery(kept.delivery, event);
      return delivery === kept.delivery ? kept : change({ ...kept, delivery });
    });
    if (store.find(id) !== before) announce.now();
    return written;
  }

  /** Begins what is due; if nothing is, comes back when something will be. */
  function schedule(): void {
    callOff();
    if (job || stopped.signal.aborted) return;
    const entries = store.entries().sort((a, b) => a.agreedAt.localeCompare(b.agreedAt));
    const queued = entries.find(({ delivery }) => delivery.state === 'queued');
    if (queued) {
      begin(queued.id, send);
      return;
    }
    const now = clock.now();
    const dueAt = (kept: Entry): number => {
      if (kept.delivery.state === 'waiting') return Date.parse(kept.delivery.nextTryAt);
      return kept.withdraw || isRecalled(kept)
        ? (withdrawals.get(kept.id)?.dueAt ?? now)
        : Number.POSITIVE_INFINITY;
    };
    const next = entries.reduce<Entry | null>(
      (first, kept) =>
        dueAt(kept) < (first ? dueAt(first) : Number.POSITIVE_INFINITY) ? kept : first,
      null,
    );
    if (!next) return;
    const wait = dueAt(next) - now;
    // More than the longest wait: this computer's clock was set back meanwhile.
    if (wait > 0 && wait <= longestWait) callOff = clock.after(wait, schedule);
    else if (isRecalled(next)) begin(next.id, recallSent);
    else if (next.withdraw) begin(next.id, takeBack);
    else wake(next.id);
  }

  function wake(id: string): void {
    void apply(id, { type: 'woken' });
    schedule();
  }

  function begin(id: string, work: (id: string, signal: AbortSignal) => Promise<void>): void {
    const abort = new AbortController();
    const done = work(id, AbortSignal.any([abort.signal, stopped.signal]))
      .catch((thrown: unknown) => report(toAppError(thrown)))
      .finally(() => {
        job = null;
        schedule();
      });
    job = { id, abort, done };
  }

  async function send(id: string, signal: AbortSignal): Promise<void> {
    await apply(id, { type: 'began' });
    const entry = store.find(id);
    if (!entry || signal.aborted) return;
    try {
      const proof = await deliver({
        entry,
        file: store.bundleFile(id),
        desk,
        transport,
        clock,
        signal,
        onUploadPath: (uploadPath) => store.update(id, (kept) => ({ ...kept, uploadPath })),
        onProgress(acceptedBytes) {
          store.noteProgress(id, acceptedBytes);
          announce.soon();
        },
        onAdvance: () => void apply(id, { type: 'advanced' }),
      });
      await accept(id, proof);
    } catch (thrown) {
      // The person paused or canceled, or Candor is closing: the state already says so.
      if (signal.aborted) return;
      const problem = toAppError(thrown);
      report(problem);
      // After a refusal a further try starts from nothing.
      const anew = (kept: Entry) =>
        kept.delivery.state === 'refused' ? { ...kept, uploadPath: null, sentBytes: 0 } : kept;
      await apply(id, { type: 'failed', problem, now: clock.now(), random: clock.random() }, anew);
    }
  }

  async function accept(id: string, { acceptance, incident }: Proof): Promise<void> {
    await apply(id, { type: 'accepted' }, (kept) => ({
      ...withIncident(kept, incident),
      acceptance,
      sentBytes: kept.totalBytes,
      uploadPath: null,
      withdraw: false,
    }));
    // Only now: until the acceptance is durable here, the file is what a restart would need.
    await Promise.all([store.removeBundle(id), store.removeWords(id)]);
  }

  async function takeBack(id: string, signal: AbortSignal): Promise<void> {
    const entry = store.find(id);
    if (!entry) return;
    try {
      const proof = await withdraw({ entry, desk, transport, signal });
      if (proof) return await accept(id, proof);
    } catch (thrown) {
      if (signal.aborted) return;
      const problem = toAppError(thrown);
      if (canWait(problem)) {
        const tries = withdrawals.get(id)?.tries ?? 0;
        withdrawals.set(id, {
          tries: tries + 1,
          dueAt: clock.now() + backOff(tries, clock.random()),
        });
        return;
      }
      report(problem);
    }
    withdrawals.delete(id);
    await store.update(id, (kept) => ({ ...kept, withdraw: false, uploadPath: null }));
  }

  async function recallSent(id: string, signal: AbortSignal): Promise<void> {
    const entry = store.find(id);
    if (!entry?.recall) return;
    const { at } = entry.recall;
    try {
      const withdrawal = await recall({ entry, desk, signal });
      // First: when the person reads that it is deleted, it is deleted here too.
      await store.removeCopy(id, 'removed').catch((thrown: unknown) => report(toAppError(thrown)));
      withdrawals.delete(id);
      await store.update(id, (kept) => ({ ...kept, recall: { at, problem: null }, withdrawal }));
      const done = store.find(id);
      if (done) options.onTakenBack?.(shown(done));
    } catch (thrown) {
      if (signal.aborted) return;
      const problem = toAppError(thrown);
      report(problem);
      // Also what cannot change by itself is tried again, seldom: the person wants it gone, and the desk may be mended.
      const tries = withdrawals.get(id)?.tries ?? 0;
      const wait = canWait(problem) ? backOff(tries, clock.random()) : longestWait;
      withdrawals.set(id, { tries: tries + 1, dueAt: clock.now() + wait });
      await store.update(id, (kept) => ({ ...kept, recall: { at, problem } }));
    }
    announce.now();
  }

  function required(id: string): Entry {
    return (
      store.find(id) ??
      raise('not-found', 'This bundle is not in Candor’s outbox any more.', { detail: id })
    );
  }

  async function interrupt(id: string, reason: string): Promise<void> {
    if (job?.id !== id) return;
    const { abort, done } = job;
    abort.abort(new Error(reason));
    await done;
  }

  /** The desk answered a question: what waits because it could not be reached need not wait any longer. */
  function reached(): void {
    for (const { id, delivery } of store.entries()) {
      if (delivery.state === 'waiting' && delivery.problem.code === 'desk-unreachable')
        void apply(id, { type: 'woken' });
    }
    schedule();
    replies.wake(true);
  }

  function wakeAll(): void {
    withdrawals.clear();
    replies.wake();
    for (const { id } of store.entries()) void apply(id, { type: 'woken' });
    schedule();
    follower.wake();
  }

  for (const { id, delivery, agreedAt, retentionDays, unsentMessage } of store.entries()) {
    if (unsentMessage) {
      await replies
        .saveDraft(id, { text: unsentMessage.text, letThrough: [] })
        .then(() => store.update(id, (kept) => ({ ...kept, unsentMessage: null })))
        .catch((thrown: unknown) => report(toAppError(thrown)));
    }
    void apply(id, { type: 'restarted' });
    // A crash may have come between the last word and the removal of the file.
    if (delivery.state === 'sent' || delivery.state === 'canceled') await store.removeBundle(id);
    // What did not arrive keeps its words for another try, as long as the bundle itself would have been kept.
    const over = Date.parse(agreedAt) + retentionDays * 86_400_000 < clock.now();
    if (
      delivery.state === 'sent' ||
      (over && (delivery.state === 'canceled' || delivery.state === 'refused'))
    )
      await store.removeWords(id);
  }
  const sent = createSentCopies({ store, clock, changed: announce.now, report });
  await sent.sweep();
  schedule();
  replies.wake();

  return {
    desk,
    async add(given, writeBundle) {
      await store.create(given, writeBundle, stopped.signal);
      announce.now();
      schedule();
    },
    list,
    async pause(id) {
      required(id);
      const written = apply(id, { type: 'paused' });
      await interrupt(id, 'paused');
      await written;
    },
    async resume(id) {
      required(id);
      const written = apply(id, { type: 'resumed' });
      schedule();
      await written;
    },
    async cancel(id) {
      const { delivery } = required(id);
      if (delivery.state === 'sent')
        raise(
          'wrong-phase',
          'This bundle has already arrived at the support desk. You can take it back instead.',
        );
      // Once it was under way the desk may have some of it, or even all.
      const begun = (kept: Entry) => kept.uploadPath !== null || delivery.state === 'uploading';
      const written = apply(id, { type: 'canceled' }, (kept) => ({
        ...kept,
        withdraw: begun(kept),
      }));
      await interrupt(id, 'canceled');
      await written;
      if (store.find(id)?.delivery.state === 'canceled') {
        await Promise.all([store.removeBundle(id), store.removeCopy(id, 'none')]);
      }
      schedule();
    },
    receipt: (id) => store.receipt(id),
    words: (id) => store.words(id),
    forgetWords: (id) => store.removeWords(id),
    async refresh(id) {
      if (id === undefined) return wakeAll();
      if (required(id).delivery.state === 'sent') return follower.refresh(id);
      wake(id);
    },
    seen: (id) => follower.seen(id),
    unseenAnswer: () => unseenAnswer(store.entries()),
    replies: {
      ...replies,
      async add(id, text) {
        required(id);
        await follower.requireArrived(id);
        await replies.add(id, text);
      },
    },
    setOnline(online) {
      if (online) wakeAll();
    },
    setWindowOpen: (open) => follower.setWindowOpen(open),
    news(incident) {
      for (const { id, incident: known } of store.entries()) {
        if (known?.number === incident) news.announce(id);
      }
    },
    setNewsArrive(arrive) {
      follower.setNewsArrive(arrive);
      if (arrive) reached();
    },
    async takeBack(id) {
      const { delivery, recall: asked } = required(id);
      if (delivery.state !== 'sent')
        raise('wrong-phase', 'This bundle has not arrived. You can stop sending it instead.');
      withdrawals.delete(id);
      // When one was asked for already, this means: try again now.
      const at = asked?.at ?? new Date(clock.now()).toISOString();
      await store.update(id, (kept) =>
        kept.withdrawal ? kept : { ...kept, recall: { at, problem: null } },
      );
      await replies.forget(id);
      announce.now();
      schedule();
    },
    sent,
    async stop() {
      sent.stop();
      news.stop();
      stopped.abort(new Error('Candor is closing'));
      callOff();
      follower.stop();
      announce.stop();
      await Promise.all([job?.done, replies.stop()]);
      await store.settled();
    },
  };
}
