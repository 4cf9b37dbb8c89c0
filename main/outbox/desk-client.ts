import type { Recipient } from '#contract/bundle/receipt.ts';
import { CandorError } from '#contract/errors/result.ts';
import type { CodeRedemption, PersonMessage, SubmissionAnswer } from '#contract/http/device-api.ts';
import type { IncidentView } from '#contract/http/incident.ts';
import type { RequestReport, RequestStanding } from '#contract/http/request.ts';
import type { Policy } from '#contract/policy/policy.ts';
import { enrolmentOf } from '../trust/enrolment.ts';
import type { Clock } from './clock.ts';
import { createDeskCall, type DeskCall } from './desk-call.ts';
import { statusProblem } from './desk-errors.ts';
import { createDeskExchange } from './desk-exchange.ts';
import { createDeviceRegistration, type DeviceRegistrationOptions } from './device-registration.ts';
import { greetDesk, identifyDesk } from './identify-desk.ts';
import type { Transport, TransportResponse } from './transport.ts';

export interface DeskClientOptions extends DeviceRegistrationOptions {
  transport: Transport;
  /** Null without an organisation. */
  policy: () => Policy | null;
  clock: Clock;
  /** The newest version of Candor that the desk knows, each time the desk says so. */
  onVersion?(version: string): void;
}

export interface DeskClient {
  /**
   * Makes sure that the desk belongs to the organisation and knows this device. A call that brings bundles to the desk
   * comes after it. @throws CandorError `desk-untrusted` when another organisation answers.
   */
  meet(recipient: Recipient, signal: AbortSignal): Promise<void>;
  submission(id: string, signal: AbortSignal): Promise<SubmissionAnswer>;
  incident(number: string, signal: AbortSignal): Promise<IncidentView>;
  send(number: string, message: PersonMessage, signal: AbortSignal): Promise<IncidentView>;
  /**
   * The desk's time, which the organisation signs for each question: milliseconds since 1970.
   * @throws CandorError `desk-untrusted` when the desk does not hold the organisation's key.
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

export function createDeskClient(options: DeskClientOptions): DeskClient {
  const { clock } = options;
  const desk = createDeskExchange(options);
  const call = createDeskCall({
    desk,
    registerAgain(signal) {
      registration.forget();
      return registration.register(signal);
    },
    requireSuccess,
  });
  const registration = createDeviceRegistration({ ...options, call, policy: desk.policy, greet });

  function requireSuccess(response: TransportResponse, url: string): void {
    if (response.status >= 200 && response.status <= 299) return;
    const problem = statusProblem(response, url, clock.now());
    if (problem.code === 'device-revoked') registration.noteRevoked(problem);
    throw new CandorError(problem);
  }

  async function greet(signal: AbortSignal): Promise<number> {
    const { at, version } = await greetDesk(call, desk, signal);
    options.onVersion?.(version);
    return at;
  }

  return {
    async meet(recipient, signal) {
      await identifyDesk(call, desk, recipient, signal);
      await registration.register(signal);
    },
    greet,
    ...namedCalls(call),
    async isExpected() {
      const policy = options.policy();
      if (!policy) return false;
      return enrolmentOf(policy) !== null || registration.isKnown(policy);
    },
    authorize: desk.authorize,
    forgetRegistration: registration.forget,
    policy: desk.policy,
    urlOf: desk.urlOf,
  };
}

const namedCalls = (
  call: DeskCall,
): Pick<
  DeskClient,
  | 'submission'
  | 'incident'
  | 'send'
  | 'reportRequest'
  | 'answerReveal'
  | 'redeem'
  | 'requestDeletion'
> => ({
  submission: (id, signal) => call('submissions.read', { params: { id } }, { signal }),
  incident: (number, signal) => call('incidents.read', { params: { number } }, { signal }),
  send: (number, message, signal) =>
    call('incidents.sendMessage', { params: { number }, body: message }, { signal }),
  reportRequest: (jti, report, signal) =>
    call('requests.report', { params: { jti }, body: report }, { signal }),
  answerReveal: (jti, jws, signal) =>
    call('requests.reveal', { params: { jti }, body: { jws } }, { signal }),
  redeem: async (redemption, signal) =>
    (await call('device.redeemCode', { body: redemption }, { signal })).jws,
  requestDeletion: async (id, signal) =>
    (await call('submissions.withdraw', { params: { id } }, { signal })).withdrawal,
});
