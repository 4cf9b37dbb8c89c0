import type { CollectorDeclaration } from '#contract/collector/collector.ts';
import { type AppError, raise, toAppError } from '#contract/errors/result.ts';
import type {
  IncomingRequest,
  IncomingRequests,
  Standing,
} from '#contract/ipc/incoming-requests.ts';
import type { CallHandlers } from '#contract/ipc/ipc.ts';
import type { Submission } from '#contract/ipc/submission.ts';
import type { Policy } from '#contract/policy/policy.ts';
import type { Clock } from '../outbox/clock.ts';
import type { DeskClient } from '../outbox/desk-client.ts';
import type { StreamTransport } from '../outbox/transport.ts';
import { recipientOf } from '../trust/organisation.ts';
import { type Trusted, verifyRequest } from '../trust/request.ts';
import type { ActivityLog } from './activity-log.ts';
import { createRedeem } from './codes.ts';
import { createDeskClock } from './desk-clock.ts';
import { createEnrolmentStatus } from './enrolment-status.ts';
import { createInbox } from './inbox.ts';
import { createListener } from './listen.ts';
import type { PseudonymMapStore } from './pseudonym-map-store.ts';
import { createRefusalCount } from './refusal-count.ts';
import { createRequestRegistry, type Note } from './request-registry.ts';
import { type AnswerOptions, createRequestResponses } from './request-responses.ts';
import { createRequestStatusSync } from './request-status-sync.ts';
import { giveBack, reopen, settle } from './resume.ts';
import type { RequestStore } from './store.ts';

export interface RequestsOptions
  extends Pick<AnswerOptions, 'startSession' | 'endSession' | 'deviceKey'> {
  store: RequestStore;
  journal: ActivityLog;
  maps: PseudonymMapStore;
  desk: DeskClient;
  stream: StreamTransport;
  clock: Clock;
  policy: () => Policy | null;
  /** The declarations of all collectors in Candor. */
  catalogue: readonly CollectorDeclaration[];
  platform: string;
  online(): boolean;
  onChange(asked: IncomingRequests): void;
  /** A new request waits for the person; nothing opens automatically. */
  onIncomingRequests(request: IncomingRequest): void;
  onIncident(number: string): void;
  /** Whether the desk announces news, so that it has to be polled less often. */
  onListening(listening: boolean): void;
  /** For the log. */
  report(what: string): void;
}

export interface Requests {
  handlers: Pick<CallHandlers, Extract<keyof CallHandlers, `requests.${string}`>>;
  view(): IncomingRequests;
  /** Starts listening if the desk expects this device, otherwise as soon as `deskKnowsUs` is called. */
  start(submissions: readonly Submission[]): Promise<void>;
  deskKnowsUs(standing: Standing, problem: AppError | null, news: boolean): void;
  /** The bundles that answer requests may have changed. */
  outboxChanged(submissions: readonly Submission[]): void;
  wake(): void;
  /** IT changed the policy while Candor runs: requests of another organisation are removed, and the desk may differ. */
  policyChanged(): Promise<void>;
  stop(): Promise<void>;
}

/** Connects the desk that sends requests with the person who decides. */
export async function openRequests(options: RequestsOptions): Promise<Requests> {
  const { store, journal, desk, clock, policy } = options;
  const deskClock = createDeskClock({ floor: store.now().deskTime, wall: clock.now });
  const stopped = new AbortController();
  const failed = (thrown: unknown) => options.report(problemOf(thrown));
  let noted: Promise<void> = Promise.resolve();
  const note: Note = (kind, facts = {}) => {
    noted = journal
      .add(kind, facts)
      .catch((thrown: unknown) => options.report(`the activity log: ${problemOf(thrown)}`));
    return noted;
  };
  const refusals = createRefusalCount((refusal, count, detail) => {
    options.report(`a request was refused: ${refusal} (${count} so far): ${detail}`);
    void note('refused', { why: refusal, count });
  });
  const reporter = createRequestStatusSync({
    store,
    desk,
    clock,
    report: (error) => options.report(`telling the desk: ${textOf(error)}`),
  });
  const view = () => book.view(standing.now());
  const tell = () => options.onChange(view());
  const book = createRequestRegistry({
    ...options,
    deskClock,
    note,
    failed,
    changed() {
      tell();
      reporter.poke();
    },
  });
  const standing = createEnrolmentStatus({ note, changed: tell, onListening: options.onListening });

  /** Verifies a request against what IT pinned, and nothing else. */
  async function judge(jws: string, how: Pick<Trusted, 'now' | 'taken' | 'notBefore'>) {
    const pinned =
      policy() ??
      raise('no-organisation', 'This computer is not connected to a support organisation.');
    const pin = {
      publicKey: pinned.organisation.publicKey,
      fingerprint: recipientOf(pinned).fingerprint,
    };
    return verifyRequest(jws, { pin, device: (await options.deviceKey()).id, ...how });
  }
  const verify = (jws: string) =>
    judge(jws, {
      now: deskClock.now(),
      taken: (jti) => Object.hasOwn(store.now().taken, jti),
      notBefore: store.now().notBefore ?? Number.MAX_SAFE_INTEGER,
    });

  async function learnTime(at: number): Promise<void> {
    deskClock.learn(at);
    await store.change((now) => ({
      ...now,
      deskTime: deskClock.floor(),
      notBefore: now.notBefore ?? Math.floor(at / 1000),
    }));
    book.look();
  }

  const listener = createListener({
    ...options,
    onDeskTime: learnTime,
    onEvent: createInbox({
      ...options,
      book,
      refusals,
      verify,
      mayAsk: () => policy()?.features.requests === true,
      tellAgain: reporter.poke,
    }),
    onNonsense: (detail) => refusals.count('malformed', detail),
    onState(listening, problem) {
      if (problem) options.report(`listening: ${textOf(problem)}`);
      standing.heard(listening, problem);
      if (listening) reporter.wake();
    },
  });

  // Without an organisation, requests stay on disk but hidden: IT may fix a broken policy.
  async function judgeKept(fresh: boolean): Promise<void> {
    if (!policy()) return;
    // By their own time, because this computer's clock may be wrong and the desk has not been asked yet.
    const gone = await reopen(store, book, fresh, ({ jws, claims }) =>
      judge(jws, { now: claims.nbf * 1000, taken: () => false }),
    );
    for (const jti of gone) await options.endSession(jti);
    book.prove();
  }
  await judgeKept(true).catch(failed);

  return {
    handlers: {
      'requests.get': view,
      'requests.redeem': createRedeem({
        ...options,
        book,
        note,
        refusals,
        verify,
        learnTime,
        changed: tell,
        signal: stopped.signal,
      }),
      ...createRequestResponses({
        ...options,
        book,
        deskClock,
        note,
        recipients: () => policy()?.recipients ?? [],
      }),
    },
    view,
    async start(submissions) {
      await giveBack(store, book, submissions);
      book.look();
      if (!(await desk.isExpected())) return;
      listener.start();
      reporter.poke();
    },
    deskKnowsUs(how, problem, news) {
      standing.set(how, problem, news);
      if (how !== 'revoked') listener.start();
    },
    outboxChanged: (submissions) => void settle(store, book, note, submissions).catch(failed),
    wake() {
      listener.wake();
      reporter.wake();
      book.look();
    },
    async policyChanged() {
      await judgeKept(false).catch(failed);
      tell();
      listener.wake();
      if (await desk.isExpected()) listener.start();
    },
    async stop() {
      stopped.abort(new Error('Candor is closing'));
      book.stop();
      await Promise.all([listener.stop(), reporter.stop()]);
      // Entries are written in order, so the last one also means those that nothing waited for.
      await noted;
    },
  };
}

const textOf = ({ code, message, detail }: AppError): string =>
  `${code}: ${detail ?? message.message}`;
const problemOf = (thrown: unknown): string => textOf(toAppError(thrown));
