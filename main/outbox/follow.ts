import { type AppError, raise, toAppError } from '#contract/errors/result.ts';
import type { PersonMessage } from '#contract/http/device-api.ts';
import { recipientOf } from '../trust/organisation.ts';
import type { Clock } from './clock.ts';
import type { DeskClient } from './desk-client.ts';
import { canWait } from './desk-errors.ts';
import { type Entry, withIncident } from './entry.ts';
import { answerIn, type IncidentAnswer } from './incident-updates.ts';
import type { OutboxStore } from './store.ts';
import { newsIds } from './timeline.ts';

/** Milliseconds between refreshes of the incidents, ± 20 % at random. */
const watchedInterval = 10_000;
const restingInterval = 2 * 60_000;
/** The same while the desk announces news: only in case an announcement was lost. */
const fallbackInterval = 15 * 60_000;

export interface Follower {
  /** Asks the desk about one incident now. @throws CandorError when the desk gives no answer. */
  refresh(id: string): Promise<void>;
  seen(id: string): Promise<void>;
  /** The desk stores a message once, however often it is sent under the same id. @throws CandorError */
  message(id: string, message: PersonMessage): Promise<void>;
  /** Whether the person can write about it. @throws CandorError `wrong-phase`, `desk-untrusted` */
  requireArrived(id: string): Promise<void>;
  /** Why the last refresh failed; null if it did not. */
  problem(id: string): AppError | null;
  /** While a window is open, the person may be waiting for an answer. */
  setWindowOpen(open: boolean): void;
  /** Whether the desk announces news. */
  setNewsArrive(arrive: boolean): void;
  /** Refreshes all incidents now. */
  wake(): void;
  stop(): void;
}

export function createFollower(options: {
  store: OutboxStore;
  desk: DeskClient;
  clock: Clock;
  changed: () => void;
  /** The desk answered. */
  reached: () => void;
  /** The desk answered with news. */
  answered: (id: string, answer: IncidentAnswer) => void;
  report: (error: AppError) => void;
}): Follower {
  const { store, desk, clock, changed, reached, answered, report } = options;
  /** Why the last refresh of a submission failed. */
  const problems = new Map<string, AppError>();
  const stopped = new AbortController();
  let windowOpen = false;
  let newsArrive = false;
  let cancelTimer = () => {};
  let refreshing = false;
  let lastProblem = '';

  function arm(): void {
    cancelTimer();
    if (stopped.signal.aborted) return;
    const interval = newsArrive ? fallbackInterval : windowOpen ? watchedInterval : restingInterval;
    cancelTimer = clock.after(interval * (0.8 + 0.4 * clock.random()), () => void refreshOpen());
  }

  /** Refreshes all open incidents once. An unreachable desk is reported only the first time. */
  async function refreshOpen(): Promise<void> {
    if (refreshing || stopped.signal.aborted) return;
    refreshing = true;
    const problem = await refreshAll().catch((thrown: unknown) => toAppError(thrown));
    if (problem && problem.code !== lastProblem && !stopped.signal.aborted) report(problem);
    lastProblem = problem?.code ?? '';
    refreshing = false;
    arm();
  }

  async function refreshAll(): Promise<AppError | null> {
    const open = store
      .entries()
      .filter(
        ({ delivery, incident }) => delivery.state === 'sent' && incident?.status !== 'closed',
      );
    if (open.length === 0) return null;
    const { fingerprint } = recipientOf(desk.policy());
    let problem: AppError | null = null;
    for (const { id, recipient } of open) {
      if (recipient.fingerprint !== fingerprint) continue;
      try {
        await refresh(id);
      } catch (thrown) {
        problem = toAppError(thrown);
        // One incident may be missing while others are not; an unreachable desk is unreachable for all.
        if (canWait(problem)) return problem;
      }
    }
    return problem;
  }

  async function arrived(id: string): Promise<{ kept: Entry; number: string }> {
    const kept = store.find(id);
    if (!kept?.incident || kept.delivery.state !== 'sent') {
      raise(
        'wrong-phase',
        'This bundle has not arrived at the support desk yet. You can write as soon as it has arrived.',
      );
    }
    if (recipientOf(desk.policy()).fingerprint !== kept.recipient.fingerprint) {
      raise(
        'desk-untrusted',
        'This was sent to {organisation}, and this computer now belongs to another organisation. Its answers can no longer be read here.',
        {
          values: { organisation: kept.recipient.organisation },
        },
      );
    }
    return { kept, number: kept.incident.number };
  }

  async function refresh(id: string): Promise<void> {
    try {
      await ask(id);
    } catch (thrown) {
      if (!stopped.signal.aborted) {
        problems.set(id, toAppError(thrown));
        changed();
      }
      throw thrown;
    }
    if (problems.delete(id)) changed();
    reached();
  }

  async function ask(id: string): Promise<void> {
    const { number } = await arrived(id);
    const answer = await desk.incident(number, stopped.signal);
    if (answer.number !== number)
      raise('desk-failed', 'The support desk answered about another incident. Try again later.', {
        detail: answer.number,
      });
    let news: IncidentAnswer | null = null;
    await take(id, (kept) => {
      // Inside the update, because it runs answers in order: the second of two equal answers is not news.
      const merged = withIncident(kept, answer);
      news =
        merged.incident &&
        answerIn(merged.incident, kept.incident?.timeline.map((entry) => entry.id) ?? []);
      return JSON.stringify(merged.incident) === JSON.stringify(kept.incident) ? kept : merged;
    });
    if (news) answered(id, news);
  }

  async function take(id: string, change: (kept: Entry) => Entry): Promise<void> {
    const before = store.find(id);
    const written = store.update(id, change);
    if (store.find(id) !== before) changed();
    await written;
  }

  arm();
  return {
    refresh,
    async seen(id) {
      await take(id, (kept) => {
        const seen = kept.incident ? newsIds(kept.incident) : [];
        return seen.every((id) => kept.seen.includes(id)) ? kept : { ...kept, seen };
      });
    },
    async message(id, message) {
      const { number } = await arrived(id);
      const answer = await desk.send(number, message, stopped.signal);
      await take(id, (now) => withIncident(now, answer));
      if (problems.delete(id)) changed();
    },
    async requireArrived(id) {
      await arrived(id);
    },
    problem: (id) => problems.get(id) ?? null,
    setWindowOpen(open) {
      if (open === windowOpen) return;
      windowOpen = open;
      if (open) void refreshOpen();
      else arm();
    },
    setNewsArrive(arrive) {
      if (arrive === newsArrive) return;
      newsArrive = arrive;
      // Ask once for what came before the desk announced news.
      if (arrive) void refreshOpen();
      else arm();
    },
    wake: () => void refreshOpen(),
    stop() {
      cancelTimer();
      stopped.abort(new Error('Candor is closing'));
    },
  };
}
