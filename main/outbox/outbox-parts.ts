import { join } from 'node:path';
import { toAppError } from '#contract/errors/result.ts';
import type { Submission } from '#contract/ipc/submission.ts';
import { type Clock, systemClock } from './clock.ts';
import { createDeskClient, type DeskClient } from './desk-client.ts';
import { createDispatch } from './dispatch.ts';
import { type Entry, submissionOf } from './entry.ts';
import { createFollower, type Follower } from './follow.ts';
import { createNews, type News } from './news.ts';
import type { OutboxOptions } from './outbox-options.ts';
import { planWork } from './plan-work.ts';
import { createReplies, type ReplyQueue } from './replies.ts';
import { openReplyStore } from './reply-store.ts';
import { createRetryTimes, type RetryTimes } from './retry-times.ts';
import { createSentCopies, type SentCopies } from './sent-copies.ts';
import { type OutboxStore, openStore } from './store.ts';
import { createThrottle, type Throttle } from './throttle.ts';
import { type WorkContext, work } from './work.ts';
import { createWorkQueue, type WorkQueue } from './work-queue.ts';

/** The parts of an open outbox, connected to each other. */
export interface OutboxParts {
  clock: Clock;
  store: OutboxStore;
  desk: DeskClient;
  retries: RetryTimes;
  queue: WorkQueue;
  dispatch: WorkContext['dispatch'];
  follower: Follower;
  news: News;
  replies: ReplyQueue;
  sent: SentCopies;
  announce: Throttle;
  list(): Submission[];
  /** The desk has answered: what waits because the desk could not be reached is tried now. */
  reached(): void;
  report: OutboxOptions['report'];
}

export async function connectParts(options: OutboxOptions): Promise<OutboxParts> {
  const { folder, report } = options;
  const clock = options.clock ?? systemClock;
  const store = await openStore(folder, report);
  const submissions = store.entries().map(({ id }) => id);
  const replyStore = await openReplyStore(folder, submissions, report);
  const registrationFile = join(folder, 'registration.json');
  const desk = createDeskClient({ ...options, clock, registrationFile });
  const retries = createRetryTimes(clock);
  const show = (entry: Entry) =>
    submissionOf(entry, {
      replies: replies.outgoing(entry.id),
      newsProblem: follower.problem(entry.id),
    });
  const list = () => newestFirst([...store.entries().map(show), ...store.damaged]);
  const announce = createThrottle(clock, () => options.onChange(list()));
  const changed = announce.now;
  const notify = (id: string, listener?: (submission: Submission) => void) => {
    const entry = store.find(id);
    if (entry) listener?.(show(entry));
  };
  const dispatch = createDispatch({
    store,
    changed,
    perform: {
      'stop-work': (id) => queue.interrupt(id),
      'remove-bundle': (id) => store.removeBundle(id),
      'remove-words': (id) => store.removeWords(id),
      'remove-copy': (id) => store.removeCopy(id, 'none'),
      'forget-replies': (id) => replies.forget(id),
      'announce-deletion': async (id) => notify(id, options.onDeleted),
    },
  });
  const queue = connectQueue({ ...options, clock, store, desk, retries, dispatch, announce });
  const reached = () => wakeUnreachable({ store, dispatch, queue, replies });
  const follower = createFollower({
    ...{ store, desk, clock, changed, reached, report },
    answered: (id, answer) => notify(id, (submission) => options.onAnswer?.(submission, answer)),
  });
  const replies = createReplies({
    ...{ store, clock, changed, report, replies: replyStore },
    send: follower.message,
  });
  const news = createNews(clock, (id) =>
    follower.refresh(id).catch((thrown: unknown) => report(toAppError(thrown))),
  );
  const sent = createSentCopies({ store, clock, changed, report });
  return {
    ...{ clock, store, desk, retries, queue, dispatch, follower, news, replies, sent },
    ...{ announce, list, reached, report },
  };
}

function connectQueue({
  announce,
  ...context
}: Omit<WorkContext, 'announceProgress'> & { announce: Throttle }): WorkQueue {
  const { clock, store, retries, dispatch, report } = context;
  return createWorkQueue({
    clock,
    report,
    plan: () => planWork(store.entries(), retries, clock.now()),
    run: (kind, id, signal) =>
      work[kind]({ ...context, announceProgress: announce.soon }, id, signal),
    wake: (id) => void dispatch(id, { type: 'woken' }),
  });
}

function wakeUnreachable({
  store,
  dispatch,
  queue,
  replies,
}: Pick<OutboxParts, 'store' | 'dispatch' | 'queue' | 'replies'>): void {
  for (const { id, delivery } of store.entries()) {
    if (delivery.state === 'waiting' && delivery.problem.code === 'desk-unreachable')
      void dispatch(id, { type: 'woken' });
  }
  queue.schedule();
  replies.wake(true);
}

const newestFirst = (submissions: Submission[]): Submission[] =>
  submissions.sort((a, b) => b.agreedAt.localeCompare(a.agreedAt));
