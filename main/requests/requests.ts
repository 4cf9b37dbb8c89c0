import { randomUUID } from 'node:crypto';
import type { Asked, AskedRequest, Standing } from '../../contract/asked.ts';
import type { CollectorDeclaration } from '../../contract/collector.ts';
import type { CallHandlers } from '../../contract/ipc.ts';
import type { JournalFacts, JournalKind } from '../../contract/journal.ts';
import type { Policy } from '../../contract/policy.ts';
import { type RequestClaims, type RequestReport, type RevealAnswer, revealType } from '../../contract/request.ts';
import { type AppError, CandorError, raise, toAppError } from '../../contract/result.ts';
import type { Submission } from '../../contract/submission.ts';
import type { AskedSession } from '../assistance/help-session.ts';
import type { Clock } from '../outbox/clock.ts';
import type { DeskClient } from '../outbox/desk-client.ts';
import type { StreamTransport } from '../outbox/transport.ts';
import type { DeviceKey } from '../trust/device-key.ts';
import { recipientOf } from '../trust/organisation.ts';
import { type Refusal, verifyRequest } from '../trust/request.ts';
import { freshLock, tried, waitOf } from './code-lock.ts';
import { createDeskClock } from './desk-clock.ts';
import type { Journal } from './journal.ts';
import { createListener, type DeskEvent } from './listen.ts';
import type { Maps } from './maps.ts';
import { createRefusalCount } from './refusal-count.ts';
import { createReporter } from './reporter.ts';
import { agreedSelection, catalogueOf, collectorsOf } from './scope.ts';
import type { Kept, RequestStore } from './store.ts';
import { typedCode } from './typed-code.ts';
import { viewOf } from './view.ts';

type RequestCall = Extract<keyof CallHandlers, `requests.${string}`>;

export interface RequestsOptions {
  store: RequestStore;
  journal: Journal;
  maps: Maps;
  desk: DeskClient;
  stream: StreamTransport;
  clock: Clock;
  policy: () => Policy | null;
  deviceKey: () => Promise<DeviceKey>;
  /** Every collector that Candor brings, by what it says of itself. */
  catalogue: readonly CollectorDeclaration[];
  platform: string;
  online(): boolean;
  /** Begins a help session for a request. @throws CandorError `wrong-phase` while another is under way. */
  startSession(asked: AskedSession): void;
  /** Ends the session of a request, if it is still the one under way. */
  endSession(jti: string): Promise<void>;
  onChange(asked: Asked): void;
  /** A new request waits for the person; nothing opens by itself. */
  onAsked(request: AskedRequest): void;
  onIncident(number: string): void;
  /** Whether news arrive by themselves, so that nobody need ask for them so often. */
  onListening(listening: boolean): void;
  /** For the log. */
  report(what: string): void;
}

export interface Requests {
  handlers: Pick<CallHandlers, RequestCall>;
  view(): Asked;
  /** Begins to listen where the desk expects this device, or as soon as `deskKnowsUs`. */
  start(submissions: readonly Submission[]): Promise<void>;
  deskKnowsUs(standing: Standing, problem: AppError | null): void;
  /** What became of the bundles that answer requests. */
  outboxChanged(submissions: readonly Submission[]): void;
  wake(): void;
  stop(): Promise<void>;
}

/** Requests that wait at once. More are left with the desk, which offers them again. */
const mostWaiting = 8;
/** Milliseconds between two looks at what has expired. */
const longestLook = 30 * 60_000;

/** Everything between the desk that asks and the person who decides. */
export async function openRequests(options: RequestsOptions): Promise<Requests> {
  const { store, journal, desk, clock, maps } = options;
  const deskClock = createDeskClock({ floor: store.now().deskTime, wall: clock.now });
  const stopped = new AbortController();
  const catalogue = () => catalogueOf(options.catalogue, options.policy(), options.platform);
  const collectorsFor = ({ claims }: Kept) =>
    claims.kind === 'reveal' ? [] : collectorsOf(claims.scope, catalogue(), options.policy());
  const reveals = new Map<string, AskedRequest['reveal']>();
  const ended: Asked['ended'] = [];
  let device: Asked['device'] = { standing: 'unknown', problem: null, listening: false };
  let callOff = () => {};

  const note = (kind: JournalKind, facts: JournalFacts = {}) =>
    journal.add(kind, facts).catch((thrown: unknown) => options.report(`the journal: ${toAppError(thrown).detail}`));
  const refusals = createRefusalCount((refusal, count, detail) => {
    options.report(`a request was refused: ${refusal} (${count} so far): ${detail}`);
    void note('refused', { why: refusal, count });
  });
  const reporter = createReporter({
    store,
    desk,
    clock,
    changed: () => {},
    report: ({ code, message, detail }) => options.report(`telling the desk: ${code}: ${detail ?? message.message}`),
  });

  const find = (jti: string) => store.now().kept.find(({ claims }) => claims.jti === jti);
  const view = (): Asked => ({
    requests: store.now().kept.flatMap((kept) => viewOf(kept, collectorsFor(kept), reveals.get(kept.claims.jti) ?? null) ?? []),
    ended: ended.slice(-10),
    device,
    codesLockedUntil:
      waitOf(store.now().codes, clock.now()) > 0
        ? new Date(clock.now() + waitOf(store.now().codes, clock.now())).toISOString()
        : null,
  });
  const tell = () => options.onChange(view());

  async function change(jti: string, how: (kept: Kept) => Kept): Promise<void> {
    await store.change((now) => ({ ...now, kept: now.kept.map((kept) => (kept.claims.jti === jti ? how(kept) : kept)) }));
    tell();
    reporter.poke();
  }
  const reporting = (kept: Kept, report: RequestReport): Kept => ({ ...kept, reports: [...kept.reports, report].slice(-20) });

  /** Judged by what IT pinned and by the organisation's own time. */
  async function verify(jws: string, taken: (jti: string) => boolean) {
    const policy = options.policy();
    if (!policy) return raise('no-organisation', 'This computer is not connected to a support organisation.');
    const { fingerprint } = recipientOf(policy);
    return verifyRequest(jws, {
      pin: { publicKey: policy.organisation.publicKey, fingerprint },
      device: (await options.deviceKey()).id,
      now: deskClock.now(),
      taken,
      notBefore: store.now().notBefore ?? Number.MAX_SAFE_INTEGER,
    });
  }

  /** On disk, with its number spent, before anybody sees it. */
  async function take(jws: string, claims: RequestClaims): Promise<AskedRequest | null> {
    const receivedAt = new Date(clock.now()).toISOString();
    const kept: Kept = {
      jws,
      claims,
      receivedAt,
      state: 'waiting',
      matched: claims.kind !== 'phone',
      submission: null,
      reports: [{ state: 'delivered' }],
      answer: null,
    };
    await store.change((now) => ({ ...now, taken: { ...now.taken, [claims.jti]: claims.exp }, kept: [...now.kept, kept] }));
    await note('asked', factsOf(claims));
    await recall(kept);
    tell();
    reporter.poke();
    look();
    return viewOf(kept, collectorsFor(kept), reveals.get(claims.jti) ?? null);
  }

  /** A reveal with what this machine still knows of it. */
  async function recall({ claims }: Kept): Promise<void> {
    if (claims.kind !== 'reveal') return;
    const found = await maps.find(claims.reveal);
    const { item, pseudonym } = claims.reveal;
    reveals.set(claims.jti, {
      pseudonym,
      item,
      sentAt: found?.sentAt ?? null,
      line: found?.line ?? null,
      value: found?.value ?? null,
    });
  }

  async function offered(jws: string): Promise<void> {
    const known = store.now().kept.find((kept) => kept.jws === jws);
    // The desk offers what is open again at each connection, until it has heard that it arrived.
    if (known) return reporter.poke();
    const verdict = await verify(jws, (jti) => Object.hasOwn(store.now().taken, jti));
    if (!verdict.ok) return refusals.count(verdict.refusal, verdict.detail);
    const { claims } = verdict;
    // Made only as the answer to a code; brought by itself it would go past the number that the person compares.
    if (claims.kind === 'phone') return refusals.count('wrong-way', claims.jti);
    if (view().requests.length >= mostWaiting) return refusals.count('too-many', claims.jti);
    const shown = await take(jws, claims);
    if (shown) options.onAsked(shown);
  }

  async function onEvent(event: DeskEvent): Promise<void> {
    switch (event.name) {
      case 'request':
        return offered(event.payload.jws);
      case 'request-ended': {
        const { jti, state } = event.payload;
        const kept = find(jti);
        if (kept && (state === 'withdrawn' || state === 'expired')) await endFromOutside(kept, state);
        return;
      }
      case 'incident':
        return options.onIncident(event.payload.number);
      case 'revoked':
        return;
    }
  }

  async function endFromOutside(kept: Kept, how: 'withdrawn' | 'expired'): Promise<void> {
    const { jti, engineer } = kept.claims;
    // Agreed to and in the outbox: that is the person's decision and stands.
    if (kept.state === 'sending' || kept.state === 'ended') return;
    ended.push({ jti, engineer: engineer.name, how });
    const left = kept.reports.length > 0 ? [{ ...kept, state: 'ended' as const }] : [];
    await store.change((now) => ({ ...now, kept: now.kept.flatMap((one) => (one.claims.jti === jti ? left : [one])) }));
    await note('ended', { engineer: engineer.name, how });
    await options.endSession(jti);
    tell();
  }

  /** Ends what has expired, and comes back when the next one does. */
  function look(): void {
    callOff();
    if (stopped.signal.aborted) return;
    const now = deskClock.now();
    const open = store.now().kept.filter(({ state }) => state !== 'sending' && state !== 'ended');
    for (const kept of open.filter(({ claims }) => claims.exp * 1000 <= now)) {
      void endFromOutside(kept, 'expired').catch((thrown: unknown) => options.report(String(thrown)));
    }
    const next = Math.min(...open.map(({ claims }) => claims.exp * 1000 - now).filter((wait) => wait > 0), longestLook);
    callOff = clock.after(Math.max(1000, next), look);
  }

  function stateChanged(standing: Standing, problem: AppError | null): void {
    if (device.standing === standing && device.problem?.code === problem?.code) return;
    const before = device.standing;
    device = { ...device, standing, problem };
    if (standing === 'revoked' && before !== 'revoked') void note('revoked');
    if (standing === 'verified' && before !== 'verified') void note('enrolled');
    if (problem?.code === 'enrolment-invalid') void note('enrolment-refused', { why: problem.message.message });
    tell();
  }

  const listener = createListener({
    desk,
    stream: options.stream,
    clock,
    online: options.online,
    onDeskTime: learnTime,
    onEvent,
    onNonsense: (detail) => refusals.count('malformed', detail),
    onState(listening, problem) {
      if (problem) options.report(`listening: ${problem.code}: ${problem.detail ?? problem.message.message}`);
      if (device.listening !== listening) {
        device = { ...device, listening };
        options.onListening(listening);
        tell();
      }
      if (listening) reporter.wake();
      if (problem?.code === 'device-revoked') stateChanged('revoked', problem);
      else if (problem && worthSaying.has(problem.code)) stateChanged(device.standing, problem);
      else if (listening && device.problem && worthSaying.has(device.problem.code)) stateChanged(device.standing, null);
    },
  });

  async function learnTime(at: number): Promise<void> {
    deskClock.learn(at);
    await store.change((now) => ({ ...now, deskTime: deskClock.floor(), notBefore: now.notBefore ?? Math.floor(at / 1000) }));
    look();
  }

  /** One that the person may still answer. @throws CandorError `not-found`. */
  function open(jti: string): Kept {
    const kept = find(jti);
    if (kept && kept.state !== 'ended' && kept.state !== 'sending' && kept.claims.exp * 1000 > deskClock.now()) return kept;
    raise('not-found', 'This request has ended: it was answered, withdrawn, or its time is over.', { detail: jti });
  }

  async function close(jti: string, report: Extract<RequestReport, { state: 'declined' | 'reported' }>): Promise<void> {
    const kept = open(jti);
    await change(jti, (one) => ({ ...reporting(one, report), state: 'ended' }));
    await note(report.state, { ...factsOf(kept.claims), ...(report.sentence && { sentence: report.sentence }) });
    await options.endSession(jti);
  }

  async function answerReveal(kept: Kept, answer: Answer): Promise<void> {
    if (kept.claims.kind !== 'reveal') raise('wrong-phase', 'This request does not ask what a stand-in stands for.');
    const key = await options.deviceKey();
    const said = { request: kept.claims.jti, ...kept.claims.reveal, at: new Date(deskClock.now()).toISOString(), ...answer };
    const { CompactSign } = await import('jose');
    const jws = await new CompactSign(new TextEncoder().encode(JSON.stringify(said satisfies RevealAnswer)))
      .setProtectedHeader({ alg: 'EdDSA', typ: revealType, kid: key.id })
      .sign(key.privateKey);
    await change(kept.claims.jti, (one) => ({ ...one, state: 'ended', answer: jws }));
    reveals.delete(kept.claims.jti);
  }

  const handlers: Requests['handlers'] = {
    'requests.get': view,

    async 'requests.seen'({ jti }) {
      const kept = open(jti);
      if (kept.state !== 'waiting') return;
      await change(jti, (one) => (one.state === 'waiting' ? reporting({ ...one, state: 'seen' }, { state: 'seen' }) : one));
      await note('seen', factsOf(kept.claims));
    },

    async 'requests.matched'({ jti }) {
      open(jti);
      await change(jti, (one) => ({ ...one, matched: true }));
    },

    async 'requests.agree'({ jti, leftOut }) {
      const kept = open(jti);
      const { claims } = kept;
      if (claims.kind === 'reveal' || !kept.matched) raise('wrong-phase', 'This request cannot be agreed to yet.');
      const collectors = collectorsFor(kept);
      const selection = agreedSelection(claims.scope, collectors, leftOut);
      if (selection.collectors?.length === 0)
        raise('invalid-arguments', 'You took everything out, so there is nothing to look at. Decline the request instead.');
      // First: when another session is under way, this throws and nothing has changed.
      options.startSession({
        jti,
        selection,
        summary: `${claims.engineer.name}: ${claims.reason}`,
        collecting: () =>
          change(
            jti,
            unlessEnded((one) => reporting({ ...one, state: 'collecting' }, { state: 'collecting' })),
          ),
        reviewing: () =>
          change(
            jti,
            unlessEnded((one) => reporting({ ...one, state: 'in-review', submission: null }, { state: 'in-review' })),
          ),
        dropped: () =>
          change(
            jti,
            unlessEnded((one) => ({ ...one, state: 'seen', submission: null })),
          ),
        async sending(submission) {
          // Declined, withdrawn or expired at the last moment: then nothing is sent for it.
          open(jti);
          await change(jti, (one) => ({ ...one, state: 'sending', submission }));
        },
      });
      await note('agreed', {
        ...factsOf(claims),
        collectors: selection.collectors?.join(', ') ?? '',
        leftOut: leftOut.join(', '),
      });
    },

    async 'requests.decline'({ jti, sentence }) {
      const kept = open(jti);
      if (kept.claims.kind !== 'reveal') return close(jti, { state: 'declined', sentence });
      await answerReveal(kept, { answer: 'declined', sentence });
      await note('reveal-declined', { ...factsOf(kept.claims), ...(sentence && { sentence }) });
    },

    async 'requests.report'({ jti, sentence }) {
      await close(jti, { state: 'reported', sentence });
    },

    async 'requests.reveal'({ jti }) {
      const kept = open(jti);
      await recall(kept);
      const value = reveals.get(jti)?.value ?? null;
      await answerReveal(kept, value === null ? { answer: 'unknown' } : { answer: 'value', value });
      await note(value === null ? 'reveal-unknown' : 'revealed', factsOf(kept.claims));
    },

    async 'requests.redeem'({ code: typed }) {
      const wait = waitOf(store.now().codes, clock.now());
      if (wait > 0)
        raise('too-many-attempts', 'Too many wrong codes. You can try again in {seconds} seconds.', {
          values: { seconds: Math.ceil(wait / 1000) },
        });
      const code = typedCode(typed);
      const before = store.now().codes;
      await store.change((now) => ({ ...now, codes: tried(now.codes, clock.now()) }));
      const restore = () => store.change((now) => ({ ...now, codes: before }));
      const nonce = randomUUID();
      let jws: string;
      try {
        await desk.meet(recipientOf(desk.policy()), stopped.signal);
        await learnTime(await desk.greet(stopped.signal));
        jws = await desk.redeem({ code, nonce }, stopped.signal);
      } catch (thrown) {
        const problem = toAppError(thrown);
        if (problem.code === 'code-wrong' || problem.code === 'too-many-attempts') {
          await note(waitOf(store.now().codes, clock.now()) > 0 ? 'code-locked' : 'code-tried', {
            wrong: store.now().codes.wrong,
          });
          tell();
        } else {
          // The desk has not looked at the code: that was no try.
          await restore();
        }
        throw thrown;
      }
      const verdict = await verify(jws, (jti) => Object.hasOwn(store.now().taken, jti));
      const refusal: Refusal | null = !verdict.ok
        ? verdict.refusal
        : verdict.claims.kind !== 'phone' || verdict.claims.nonce !== nonce
          ? 'wrong-way'
          : null;
      if (!verdict.ok || refusal) {
        refusals.count(refusal ?? 'malformed', verdict.ok ? verdict.claims.jti : verdict.detail);
        throw new CandorError(untrustedAnswer(desk.policy().organisation.name, refusal ?? ''));
      }
      await store.change((now) => ({ ...now, codes: freshLock }));
      await note('code-tried', { wrong: 0 });
      await take(jws, verdict.claims);
      return { jti: verdict.claims.jti };
    },
  };

  await reopen();

  /** What was under way when Candor ended is the person's to begin again; what is not the organisation's any more is gone. */
  async function reopen(): Promise<void> {
    const still: Kept[] = [];
    for (const kept of store.now().kept) {
      const verdict = await verify(kept.jws, () => false).catch(() => null);
      const ours = verdict && (verdict.ok || verdict.refusal === 'expired');
      if (!ours) continue;
      const interrupted = kept.state === 'collecting' || kept.state === 'in-review';
      still.push(interrupted ? { ...kept, state: 'seen' } : kept);
    }
    if (JSON.stringify(still) !== JSON.stringify(store.now().kept)) await store.change((now) => ({ ...now, kept: still }));
    for (const kept of still) await recall(kept);
  }

  return {
    handlers,
    view,
    async start(submissions) {
      // Candor ended after the person had agreed and before the bundle was in the outbox: nothing was sent.
      for (const { claims, state, submission } of store.now().kept) {
        if (state !== 'sending' || submissions.some(({ id }) => id === submission)) continue;
        await change(claims.jti, (one) => ({ ...one, state: 'seen', submission: null }));
      }
      look();
      if (!(await desk.isExpected())) return;
      listener.start();
      reporter.poke();
    },
    deskKnowsUs(standing, problem) {
      stateChanged(standing, problem);
      if (standing !== 'revoked') listener.start();
    },
    outboxChanged(submissions) {
      for (const kept of store.now().kept) {
        if (kept.state !== 'sending' || kept.submission === null) continue;
        const { submission } = kept;
        const found = submissions.find(({ id }) => id === submission);
        const settle = (how: (one: Kept) => Kept) =>
          void change(kept.claims.jti, (one) => (one.state === 'sending' ? how(one) : one)).catch((thrown: unknown) =>
            options.report(String(thrown)),
          );
        if (found?.state === 'sent') {
          settle((one) => ({ ...reporting(one, { state: 'sent', submission }), state: 'ended' }));
          void note('sent', { ...factsOf(kept.claims), submission });
        } else if (found?.state === 'canceled') settle((one) => ({ ...one, state: 'seen', submission: null }));
      }
    },
    wake() {
      listener.wake();
      reporter.wake();
      look();
    },
    async stop() {
      stopped.abort(new Error('Candor is closing'));
      callOff();
      await Promise.all([listener.stop(), reporter.stop()]);
    },
  };
}

const unlessEnded = (how: (kept: Kept) => Kept) => (kept: Kept) => (kept.state === 'ended' ? kept : how(kept));

type Answer = { answer: 'value'; value: string } | { answer: 'declined'; sentence: string | null } | { answer: 'unknown' };

/** What the person or IT has to do something about; that a desk is away is not worth a word. */
const worthSaying: ReadonlySet<string> = new Set(['device-revoked', 'enrolment-required', 'desk-untrusted', 'no-device-key']);

const untrustedAnswer = (organisation: string, detail: string): AppError => ({
  code: 'desk-untrusted',
  message: {
    message:
      'The answer to this code was not made by {organisation} for this try. Nothing was started; please tell your IT department.',
    values: { organisation },
  },
  detail,
});

const factsOf = ({ jti, engineer, organisation, incident, kind, reason }: RequestClaims): JournalFacts => ({
  request: jti,
  kind,
  engineer: engineer.name,
  role: engineer.role,
  organisation,
  reason,
  ...(incident && { incident }),
});
