import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { type Recipient, thumbprint } from '#contract/bundle/receipt.ts';
import { type AppError, appErrorOf, CandorError, raise } from '#contract/errors/result.ts';
import { createClient, type HttpRequest } from '#contract/http/client.ts';
import { deviceApi } from '#contract/http/device.ts';
import {
  answerSignature,
  type CodeRedemption,
  type DeviceEnrolment,
  type DeviceRegistration,
  type DeviceStanding,
  type PersonMessage,
  type SubmissionAnswer,
} from '#contract/http/device-api.ts';
import type { IncidentView } from '#contract/http/incident.ts';
import type { RequestReport, RequestStanding } from '#contract/http/request.ts';
import type { Standing } from '#contract/ipc/incoming-requests.ts';
import type { Policy } from '#contract/policy/policy.ts';
import { largestClockOffset } from '#contract/primitives/clock.ts';
import { jsonFile } from '../storage/json-file.ts';
import { verifyAnswer } from '../trust/answer.ts';
import type { DeviceKey } from '../trust/device-key.ts';
import { deviceToken } from '../trust/device-token.ts';
import { enrolmentOf, tokenName } from '../trust/enrolment.ts';
import { verifyGreeting } from '../trust/greeting.ts';
import { recipientOf } from '../trust/organisation.ts';
import type { Clock } from './clock.ts';
import { deskFailed, statusProblem, wrongAddress } from './desk-errors.ts';
import type { Transport, TransportResponse } from './transport.ts';

export interface DeskClientOptions {
  transport: Transport;
  /** Null without an organisation. */
  policy: () => Policy | null;
  deviceKey: () => Promise<DeviceKey>;
  agentVersion: string;
  platform: string;
  clock: Clock;
  /** Where it is remembered which desk knows this device. */
  registrationFile: string;
  /**
   * How the desk knows this device: `news` when the desk said so just now, else as it was remembered. `problem` when
   * enrolment did not work.
   */
  onStanding?(standing: Standing, problem: AppError | null, news: boolean): void;
  /** The newest Candor that the desk knows of, each time that it says so. */
  onVersion?(version: string): void;
}

export interface DeskClient {
  /**
   * Makes sure that the desk is the organisation's and knows this device. A call that brings bundles to the desk comes
   * after it. @throws CandorError `desk-untrusted` when another organisation answers.
   */
  meet(recipient: Recipient, signal: AbortSignal): Promise<void>;
  submission(id: string, signal: AbortSignal): Promise<SubmissionAnswer>;
  incident(number: string, signal: AbortSignal): Promise<IncidentView>;
  send(number: string, message: PersonMessage, signal: AbortSignal): Promise<IncidentView>;
  /**
   * The desk's time, signed by the organisation for this very question: milliseconds since 1970.
   * @throws CandorError `desk-untrusted` when whoever answers does not hold the organisation's key.
   */
  greet(signal: AbortSignal): Promise<number>;
  reportRequest(jti: string, report: RequestReport, signal: AbortSignal): Promise<RequestStanding>;
  answerReveal(jti: string, jws: string, signal: AbortSignal): Promise<RequestStanding>;
  /** @returns the signed request. @throws CandorError `code-wrong`, `too-many-attempts` with `values.seconds`. */
  redeem(redemption: CodeRedemption, signal: AbortSignal): Promise<string>;
  /** @returns the desk's signed confirmation that the bundle is deleted. */
  requestDeletion(submission: string, signal: AbortSignal): Promise<string>;
  /** Whether the desk of this organisation knows this device, or IT wants it to. */
  isExpected(): Promise<boolean>;
  /** Signed headers for one request; a token is good for one. */
  authorize(method: string, path: string): Promise<Record<string, string>>;
  /** The desk answered 401: it may have forgotten this device. */
  forgetRegistration(): void;
  policy(): Policy;
  /** `path` at the desk's own origin, whatever host it came with. */
  urlOf(path: string): string;
}

const registration = z.strictObject({
  fingerprint: thumbprint,
  desk: z.string(),
  device: thumbprint,
  standing: z.enum(['unverified', 'verified']).default('unverified'),
  /** Of the token that was used, its SHA-256; null for none. */
  enrolment: z.string().nullable().default(null),
});
type Registration = z.infer<typeof registration>;
interface CallOptions {
  signal: AbortSignal;
  /** Looks at a response before anything is made of it. */
  onResponse?(response: TransportResponse, url: string): void;
}

/** An answer with the header that its request was authorized by; empty for a public call. */
type Exchange = TransportResponse & { authorization: string };

/** Milliseconds; an older answer says too little about the desk's time. */
const longestGreeting = 30_000;

export function createDeskClient(options: DeskClientOptions): DeskClient {
  const { transport, deviceKey, clock } = options;
  let known: Registration | null = null;
  let revoked = false;
  /** Tried in this run and not good any more. */
  let refusedToken: string | null = null;
  let forgotten = false;
  /** The last registration in turn; never rejects. */
  let registering: Promise<void> = Promise.resolve();
  /** How the desk knew this device when it was last spoken with, was said in this run. */
  let remembered = false;
  /** The desk's clock minus ours: a computer whose clock is wrong needs help too, and its tokens must be in date. */
  let clockOffset = 0;

  function policy(): Policy {
    return (
      options.policy() ??
      raise(
        'no-organisation',
        'This computer is not connected to a support organisation just now. Candor waits; please tell your IT department.',
      )
    );
  }
  // Not `new URL(path, address)`: a path such as `//elsewhere.example/x` would name another host.
  const urlOf = (path: string) =>
    Object.assign(new URL(policy().desk.address), { pathname: path }).href;

  async function authorize(method: string, path: string): Promise<Record<string, string>> {
    const { fingerprint } = recipientOf(policy());
    const token = await deviceToken(await deviceKey(), {
      audience: fingerprint,
      method,
      path,
      now: clock.now() + clockOffset,
    });
    return { authorization: `Bearer ${token}` };
  }

  function addressOf({ path }: Pick<HttpRequest, 'path'>): string {
    const [pathname = '', query] = path.split('?');
    return query === undefined ? urlOf(pathname) : `${urlOf(pathname)}?${query}`;
  }

  async function exchange(request: HttpRequest, signal: AbortSignal): Promise<Exchange> {
    const { endpoint, path, body } = request;
    const { method, access } = endpoint;
    const [pathname = ''] = path.split('?');
    const { authorization = '' } = access === 'public' ? {} : await authorize(method, pathname);
    const response = await transport.request({
      method,
      url: addressOf(request),
      headers: {
        accept: 'application/json',
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(authorization !== '' && { authorization }),
      },
      ...(body !== undefined && { body: new TextEncoder().encode(body) }),
      signal,
    });
    return { ...response, authorization };
  }

  const call = createClient(deviceApi, {
    async send(request, { signal, onResponse }: CallOptions) {
      const { endpoint } = request;
      const response = await answered(request, signal);
      const url = addressOf(request);
      onResponse?.(response, url);
      requireSuccess(response, url);
      if (endpoint.signed) await requireSignature(response, url);
      return endpoint.response ? documentIn(response, url) : null;
    },
    misunderstood: (request, detail) => new CandorError(notUnderstood(addressOf(request), detail)),
  });

  /** The person reads it as their support team's words: only what the organisation signed counts. */
  async function requireSignature(response: Exchange, url: string): Promise<void> {
    const signature = response.headers[answerSignature];
    if (signature === undefined)
      throw new CandorError(notUnderstood(url, 'it does not sign its answers'));
    await verifyAnswer(signature, policy(), response);
  }

  /** Registers once more when the desk has forgotten this device. */
  async function answered(request: HttpRequest, signal: AbortSignal): Promise<Exchange> {
    const response = await exchange(request, signal);
    if (response.status !== 401 || request.endpoint.access !== 'device') return response;
    forgotten = true;
    learnClock(response);
    await register(signal);
    return exchange(request, signal);
  }

  function requireSuccess(response: TransportResponse, url: string): void {
    if (response.status >= 200 && response.status <= 299) return;
    const problem = statusProblem(response, url, clock.now());
    // It registers anew at the next call: then it learns whether it was let in again.
    if (problem.code === 'device-revoked') forgotten = true;
    if (problem.code === 'device-revoked' && !revoked) {
      revoked = true;
      options.onStanding?.('revoked', problem, true);
    }
    throw new CandorError(problem);
  }

  /** The desk's clock, from the `Date` of its answer. */
  function learnClock(response: TransportResponse): void {
    const offset = Date.parse(response.headers.date ?? '') - clock.now();
    // Below half a minute it is the header's whole seconds and the way, not the clock.
    clockOffset = Math.abs(offset) > 30_000 && Math.abs(offset) <= largestClockOffset ? offset : 0;
  }

  /**
   * One registration at a time: several calls may learn at once that the desk has forgotten this device, and the first one
   * then makes it known for all of them. In turn rather than shared, because each call ends with a signal of its own.
   */
  function register(signal: AbortSignal): Promise<void> {
    const turn = registering.then(() => registerNow(signal));
    registering = turn.catch(() => {});
    return turn;
  }

  async function registerNow(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const { fingerprint, desk } = recipientOf(policy());
    const key = await deviceKey();
    const enrolment = enrolmentOf(policy());
    const token = enrolment && tokenName(enrolment.token);
    known ??= await readRegistration(options.registrationFile);
    const same =
      known?.fingerprint === fingerprint && known.desk === desk && known.device === key.id;
    const enrolled = token === null || known?.enrolment === token || refusedToken === token;
    if (!forgotten && same && enrolled) {
      if (!remembered && known) options.onStanding?.(known.standing, null, false);
      remembered = true;
      return;
    }
    remembered = true;
    const body: DeviceRegistration = {
      publicKey: key.publicKey,
      platform: options.platform,
      agentVersion: options.agentVersion,
    };
    const enrolledNow =
      enrolment && refusedToken !== token ? await enrol({ ...body, ...enrolment }, signal) : null;
    if (!enrolledNow) await call('device.register', { body }, { signal });
    const before = same ? known : null;
    known = {
      fingerprint,
      desk,
      device: key.id,
      standing:
        (enrolledNow?.verified ?? before?.standing === 'verified') ? 'verified' : 'unverified',
      enrolment: enrolledNow ? token : (before?.enrolment ?? null),
    };
    forgotten = false;
    revoked = false;
    await jsonFile(options.registrationFile, registration).write(known);
    if (!refusedToken || enrolledNow) options.onStanding?.(known.standing, null, true);
  }

  async function greet(signal: AbortSignal): Promise<number> {
    const { organisation, fingerprint, desk: address } = recipientOf(policy());
    const nonce = randomUUID();
    const asked = performance.now();
    const { greeting } = await call('desk.identify', { query: { nonce } }, { signal });
    if (performance.now() - asked > longestGreeting)
      throw new CandorError(deskFailed(`the greeting of ${address} took too long`));
    if (greeting === undefined)
      throw new CandorError(notUnderstood(address, 'it does not sign its greeting'));
    const { publicKey } = policy().organisation;
    const { at, version } = await verifyGreeting(greeting, {
      publicKey,
      fingerprint,
      organisation,
      address,
      nonce,
    });
    options.onVersion?.(version);
    return at;
  }

  /** Null when the token is spent, expired or wrong: then the device goes on as one that brought none, where the desk lets it. */
  async function enrol(body: DeviceEnrolment, signal: AbortSignal): Promise<DeviceStanding | null> {
    // The fingerprint that was compared before is public, and anybody can repeat it. The token is for the desk alone.
    await greet(signal);
    try {
      return await call('device.enrol', { body }, { signal });
    } catch (thrown) {
      if (!(thrown instanceof CandorError) || thrown.error.code !== 'enrolment-invalid')
        throw thrown;
      refusedToken = tokenName(body.token);
      options.onStanding?.('unverified', thrown.error, true);
      return null;
    }
  }

  return {
    async meet(recipient, signal) {
      const expected = recipientOf(policy());
      if (expected.fingerprint !== recipient.fingerprint) {
        raise(
          'desk-untrusted',
          'You agreed to send this to {organisation}, and this computer now belongs to another organisation. Nothing was sent.',
          {
            values: { organisation: recipient.organisation },
          },
        );
      }
      const { origin } = new URL(policy().desk.address);
      let answer = undefined as TransportResponse | undefined;
      const onResponse = (response: TransportResponse, url: string) => {
        answer = response;
        const { status } = response;
        // Whatever else stands at this address answers this route in its own way.
        if (status >= 400 && status < 500 && status !== 408 && status !== 429) {
          throw new CandorError(wrongAddress(origin, `HTTP ${status} from ${url}`));
        }
      };
      const identity = await call('desk.identify', {}, { signal, onResponse });
      if (identity.fingerprint !== expected.fingerprint) {
        raise(
          'desk-untrusted',
          'The desk at {address} does not belong to {organisation}. Candor stopped and sent nothing; please tell your IT department.',
          {
            values: { address: origin, organisation: expected.organisation },
            detail: `expected ${expected.fingerprint}, found ${identity.fingerprint}`,
          },
        );
      }
      if (answer) learnClock(answer);
      await register(signal);
    },
    submission: (id, signal) => call('submissions.read', { params: { id } }, { signal }),
    incident: (number, signal) => call('incidents.read', { params: { number } }, { signal }),
    send: (number, message, signal) =>
      call('incidents.sendMessage', { params: { number }, body: message }, { signal }),
    greet,
    reportRequest: (jti, report, signal) =>
      call('requests.report', { params: { jti }, body: report }, { signal }),
    answerReveal: (jti, jws, signal) =>
      call('requests.reveal', { params: { jti }, body: { jws } }, { signal }),
    redeem: async (redemption, signal) =>
      (await call('device.redeemCode', { body: redemption }, { signal })).jws,
    requestDeletion: async (submission, signal) =>
      (await call('submissions.withdraw', { params: { id: submission } }, { signal })).withdrawal,
    async isExpected() {
      const now = options.policy();
      if (!now) return false;
      if (enrolmentOf(now)) return true;
      const { fingerprint, desk } = recipientOf(now);
      known ??= await readRegistration(options.registrationFile);
      return known?.fingerprint === fingerprint && known.desk === desk;
    },
    authorize,
    forgetRegistration() {
      forgotten = true;
    },
    policy,
    urlOf,
  };
}

/** What is not JSON comes from something that is not a desk. */
function documentIn(response: TransportResponse, url: string): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(response.body));
  } catch (thrown) {
    throw new CandorError(
      wrongAddress(new URL(url).origin, `HTTP ${response.status} from ${url}: ${String(thrown)}`),
    );
  }
}

/** The error of a response that is not what the contract says: the desk is of another version. */
function notUnderstood(url: string, detail: string): AppError {
  return appErrorOf(
    'desk-failed',
    'The support desk answered in a way that this version of Candor does not understand. Candor tries again by itself; if it stays so, tell your IT department.',
    { detail: `${url}: ${detail}` },
  );
}

async function readRegistration(file: string): Promise<Registration | null> {
  const found = await jsonFile(file, registration).read();
  // Not there or damaged: registering once more is harmless.
  return found.state === 'read' ? found.value : null;
}
