import { randomUUID } from 'node:crypto';
import { type AppError, raise, toAppError } from '#contract/errors/result.ts';
import type { PersonMessage } from '#contract/http/device-api.ts';
import {
  emptyReply,
  mostWaitingReplies,
  type OutgoingReply,
  type ReplyDraft,
} from '#contract/ipc/reply.ts';
import type { Clock } from './clock.ts';
import { backOff, longestWait } from './delivery-state.ts';
import { canWait } from './desk-errors.ts';
import type { KeptReply, ReplyStore } from './reply-store.ts';
import type { OutboxStore } from './store.ts';

export interface ReplyQueue {
  /** Messages that are not in the timeline yet, oldest first. */
  outgoing(submission: string): OutgoingReply[];
  /** Includes what is still being saved. */
  draft(submission: string): Promise<ReplyDraft>;
  /** Durable when it resolves. */
  saveDraft(submission: string, draft: ReplyDraft): Promise<void>;
  /** Replaces the draft, durably, and is sent as soon as the desk can be reached. */
  add(submission: string, text: string): Promise<void>;
  /** Sends a refused or waiting message again now. */
  again(submission: string, reply: string): Promise<void>;
  /** @throws CandorError `wrong-phase` while it is being sent. */
  remove(submission: string, reply: string): Promise<void>;
  /** Removes unsent messages, because the person asked for the deletion of the bundle. */
  forget(submission: string): Promise<void>;
  /** Sends what waits now, and starts the work after opening. `onlyUnreachable`: only messages that could not reach the desk. */
  wake(onlyUnreachable?: boolean): void;
  stop(): Promise<void>;
}

interface Attempt {
  failed: number;
  problem: AppError;
  /** Milliseconds since 1970. */
  dueAt: number;
}

interface Head {
  submission: string;
  reply: KeptReply;
}

/**
 * Sends the person's messages to the desk one at a time, within each incident in the order they were written. A message
 * keeps its id, so that the desk stores it once, however often it is sent.
 */
export function createReplies(options: {
  store: OutboxStore;
  replies: ReplyStore;
  clock: Clock;
  /** Sends one message and stores the desk's answer. */
  send(submission: string, message: PersonMessage): Promise<void>;
  changed(): void;
  report(error: AppError): void;
}): ReplyQueue {
  const { store, replies, clock, send, changed, report } = options;
  /** Failed attempts by message; after a restart, counting starts again. */
  const attempts = new Map<string, Attempt>();
  let sending: string | null = null;
  let working: Promise<void> | null = null;
  let stopped = false;
  let cancelTimer = () => {};

  /** Without messages that the desk confirmed just before a crash. */
  function queueOf(submission: string): KeptReply[] {
    const arrived = new Set(store.find(submission)?.incident?.timeline.map(({ id }) => id));
    return replies.of(submission).queue.filter(({ id }) => !arrived.has(id));
  }

  /** The oldest message of each incident that the desk has not refused. */
  function heads(): Head[] {
    return replies.ids().flatMap((submission) => {
      const reply = queueOf(submission).find(({ refused }) => refused === null);
      return reply && store.find(submission)?.deletion === null ? [{ submission, reply }] : [];
    });
  }

  /** Milliseconds. A wait beyond the longest means that this computer's clock was set back. */
  function waitOf({ reply }: Head): number {
    const wait = (attempts.get(reply.id)?.dueAt ?? 0) - clock.now();
    return wait > longestWait ? 0 : Math.max(0, wait);
  }

  function work(): void {
    cancelTimer();
    if (working || stopped) return;
    working = sendAll()
      .catch((thrown: unknown) => report(toAppError(thrown)))
      .finally(() => {
        working = null;
        arm();
      });
  }

  function arm(): void {
    cancelTimer();
    const waiting = heads().map(waitOf);
    if (!stopped && waiting.length > 0) cancelTimer = clock.after(Math.min(...waiting), work);
  }

  async function sendAll(): Promise<void> {
    for (let next = nextDue(); next && !stopped; next = nextDue()) await attempt(next);
  }

  const nextDue = (): Head | undefined => heads().find((head) => waitOf(head) === 0);

  async function attempt({ submission, reply }: Head): Promise<void> {
    sending = reply.id;
    changed();
    try {
      await send(submission, { id: reply.id, text: reply.text });
      attempts.delete(reply.id);
      await replies.note(submission, without(reply.id));
    } catch (thrown) {
      if (!stopped) await failed(submission, reply.id, toAppError(thrown));
    } finally {
      sending = null;
      changed();
    }
  }

  async function failed(submission: string, id: string, problem: AppError): Promise<void> {
    report(problem);
    if (canWait(problem)) {
      const before = attempts.get(id)?.failed ?? 0;
      attempts.set(id, {
        failed: before + 1,
        problem,
        dueAt: clock.now() + backOff(before, clock.random()),
      });
      return;
    }
    attempts.delete(id);
    await replies.note(submission, replacing(id, problem));
  }

  const without = (id: string) => (now: ReturnType<ReplyStore['of']>) => ({
    ...now,
    queue: now.queue.filter((reply) => reply.id !== id),
  });
  const replacing =
    (id: string, refused: AppError | null) => (now: ReturnType<ReplyStore['of']>) => ({
      ...now,
      queue: now.queue.map((reply) => (reply.id === id ? { ...reply, refused } : reply)),
    });

  function shown(reply: KeptReply): OutgoingReply {
    const { refused, ...words } = reply;
    const tried = attempts.get(reply.id);
    if (refused) return { ...words, state: 'refused', problem: refused, nextTryAt: null };
    if (reply.id === sending) return { ...words, state: 'sending', problem: null, nextTryAt: null };
    const nextTryAt = tried ? new Date(tried.dueAt).toISOString() : null;
    return { ...words, state: 'waiting', problem: tried?.problem ?? null, nextTryAt };
  }

  return {
    outgoing: (submission) => queueOf(submission).map(shown),
    async draft(submission) {
      await replies.settled(submission);
      return replies.of(submission).draft;
    },
    saveDraft: (submission, draft) => replies.commit(submission, (now) => ({ ...now, draft })),
    async add(submission, text) {
      const reply: KeptReply = {
        id: randomUUID(),
        text,
        writtenAt: new Date(clock.now()).toISOString(),
        refused: null,
      };
      await replies.commit(submission, (now) => {
        if (now.queue.length >= mostWaitingReplies) {
          raise(
            'conflict',
            '{count} messages are already waiting. Send this one when some of them have arrived.',
            {
              values: { count: mostWaitingReplies },
            },
          );
        }
        return { draft: emptyReply, queue: [...now.queue, reply] };
      });
      changed();
      work();
    },
    async again(submission, id) {
      attempts.delete(id);
      await replies.commit(submission, replacing(id, null));
      changed();
      work();
    },
    async remove(submission, id) {
      if (id === sending) raise('wrong-phase', 'This message is being sent right now.');
      attempts.delete(id);
      await replies.commit(submission, without(id));
      changed();
    },
    async forget(submission) {
      await replies.note(submission, () => ({ draft: emptyReply, queue: [] }));
      changed();
    },
    wake(onlyUnreachable = false) {
      for (const [id, attempt] of attempts) {
        if (!onlyUnreachable || attempt.problem.code === 'desk-unreachable')
          attempts.set(id, { ...attempt, dueAt: 0 });
      }
      work();
    },
    async stop() {
      stopped = true;
      cancelTimer();
      await working;
      await replies.settled();
    },
  };
}
