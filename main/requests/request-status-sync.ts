import { type AppError, toAppError } from '#contract/errors/result.ts';
import type { Clock } from '../outbox/clock.ts';
import { backOff } from '../outbox/delivery-state.ts';
import type { DeskClient } from '../outbox/desk-client.ts';
import { canWait } from '../outbox/desk-errors.ts';
import { recipientOf } from '../trust/organisation.ts';
import type { Kept, RequestStore } from './store.ts';

export interface RequestStatusSync {
  /** There may be something to report. */
  poke(): void;
  /** The network is back: try now. */
  wake(): void;
  stop(): Promise<void>;
}

/**
 * Reports the status of requests to the desk: the reports of each request in order, one at a time, until the desk has
 * accepted or finally refused them. Reports are on disk before they are sent.
 */
export function createRequestStatusSync(options: {
  store: RequestStore;
  desk: DeskClient;
  clock: Clock;
  report(error: AppError): void;
}): RequestStatusSync {
  const { store, desk, clock } = options;
  const stopped = new AbortController();
  let failed = 0;
  let cancelTimer = () => {};
  let work: Promise<void> | null = null;
  let again = false;

  const due = (): Kept | undefined =>
    store.now().kept.find(({ reports, answer }) => reports.length > 0 || answer !== null);

  async function reportAll(): Promise<void> {
    for (let next = due(); next && !stopped.signal.aborted; next = due()) {
      const { jti } = next.claims;
      const [report] = next.reports;
      try {
        await desk.meet(recipientOf(desk.policy()), stopped.signal);
        if (report) await desk.reportRequest(jti, report, stopped.signal);
        else if (next.answer !== null) await desk.answerReveal(jti, next.answer, stopped.signal);
        failed = 0;
      } catch (thrown) {
        if (stopped.signal.aborted) return;
        const problem = toAppError(thrown);
        if (canWait(problem)) {
          cancelTimer = clock.after(backOff(failed, clock.random()), poke);
          failed += 1;
          return;
        }
        // The request has ended at the desk, or the desk does not know it: nothing more to report.
        options.report(problem);
      }
      await store.change((now) => ({
        ...now,
        kept: now.kept.flatMap((one) =>
          one.claims.jti === jti ? reported(one, report !== undefined) : [one],
        ),
      }));
    }
  }

  function poke(): void {
    cancelTimer();
    if (stopped.signal.aborted) return;
    if (work) {
      again = true;
      return;
    }
    work = reportAll()
      .catch((thrown: unknown) => options.report(toAppError(thrown)))
      .finally(() => {
        work = null;
        if (again) {
          again = false;
          poke();
        }
      });
  }

  return {
    poke,
    wake() {
      failed = 0;
      poke();
    },
    async stop() {
      stopped.abort(new Error('Candor is closing'));
      cancelTimer();
      await work;
    },
  };
}

/** The request without what was just reported; none if it has ended and nothing is left to report. */
function reported(request: Kept, wasReport: boolean): Kept[] {
  const left: Kept = wasReport
    ? { ...request, reports: request.reports.slice(1) }
    : { ...request, answer: null };
  return left.state === 'ended' && left.reports.length === 0 && left.answer === null ? [] : [left];
}
