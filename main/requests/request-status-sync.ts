import { type AppError, toAppError } from '#contract/errors/result.ts';
import type { Clock } from '../outbox/clock.ts';
import { backOff } from '../outbox/delivery-state.ts';
import type { DeskClient } from '../outbox/desk-client.ts';
import { canWait } from '../outbox/desk-errors.ts';
import { recipientOf } from '../trust/organisation.ts';
import type { Kept, RequestStore } from './store.ts';

export interface RequestStatusSync {
  /** There may be something to tell. */
  poke(): void;
  /** The network is back: tries now. */
  wake(): void;
  stop(): Promise<void>;
}

/**
 * Tells the desk what became of its requests: each request's reports in their order, one at a time, until the desk has
 * taken them or says that it never will. What is to be told stands on disk before it is tried.
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
  let callOff = () => {};
  let work: Promise<void> | null = null;
  let again = false;

  const due = (): Kept | undefined =>
    store.now().kept.find(({ reports, answer }) => reports.length > 0 || answer !== null);

  async function tellAll(): Promise<void> {
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
          callOff = clock.after(backOff(failed, clock.random()), poke);
          failed += 1;
          return;
        }
        // The request ended at the desk meanwhile, or the desk does not know it: there is nothing more to say of it.
        options.report(problem);
      }
      await store.change((now) => ({
        ...now,
        kept: now.kept.flatMap((one) =>
          one.claims.jti === jti ? told(one, report !== undefined) : [one],
        ),
      }));
    }
  }

  function poke(): void {
    callOff();
    if (stopped.signal.aborted) return;
    if (work) {
      again = true;
      return;
    }
    work = tellAll()
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
      callOff();
      await work;
    },
  };
}

/** Without what was just told; gone when it has ended and nothing is left to tell. */
function told(one: Kept, wasReport: boolean): Kept[] {
  const left: Kept = wasReport
    ? { ...one, reports: one.reports.slice(1) }
    : { ...one, answer: null };
  return left.state === 'ended' && left.reports.length === 0 && left.answer === null ? [] : [left];
}
