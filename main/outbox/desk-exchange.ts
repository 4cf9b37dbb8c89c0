import { type AppError, appErrorOf, CandorError, raise } from '#contract/errors/result.ts';
import type { HttpRequest } from '#contract/http/client.ts';
import { answerSignature } from '#contract/http/device-api.ts';
import type { Policy } from '#contract/policy/policy.ts';
import { largestClockOffset } from '#contract/primitives/clock.ts';
import { verifyAnswer } from '../trust/answer.ts';
import type { DeviceKey } from '../trust/device-key.ts';
import { deviceToken } from '../trust/device-token.ts';
import { recipientOf } from '../trust/organisation.ts';
import type { Clock } from './clock.ts';
import { wrongAddress } from './desk-errors.ts';
import type { Transport, TransportResponse } from './transport.ts';

/** An answer with the header that authorized its request; empty for a public call. */
export type Exchange = TransportResponse & { authorization: string };

/** Single requests to the policy's desk, signed by the device key. */
export interface DeskExchange {
  /** @throws CandorError `no-organisation` */
  policy(): Policy;
  /** `path` at the desk's own origin. */
  urlOf(path: string): string;
  /** The same for the path of a request, which may have a query. */
  addressOf(request: Pick<HttpRequest, 'path'>): string;
  authorize(method: string, path: string): Promise<Record<string, string>>;
  exchange(request: HttpRequest, signal: AbortSignal): Promise<Exchange>;
  /** Learns the desk's time from the `Date` of its answer. */
  learnClock(response: TransportResponse): void;
}

/** Milliseconds. A smaller difference comes from the header's whole seconds and the network, not from the clock. */
const smallestClockOffset = 30_000;

export function createDeskExchange(options: {
  transport: Transport;
  policy: () => Policy | null;
  deviceKey: () => Promise<DeviceKey>;
  clock: Clock;
}): DeskExchange {
  const { transport, deviceKey, clock } = options;
  /** The desk's clock minus ours: a computer whose clock is wrong needs help too, and its tokens must be in date. */
  let clockOffset = 0;

  function policy(): Policy {
    return (
      options.policy() ??
      raise(
        'no-organisation',
        'This computer is not connected to a support organisation right now. Candor waits. Please tell your IT department.',
      )
    );
  }

  // Not `new URL(path, address)`: a path such as `//elsewhere.example/x` would name another host.
  const urlOf = (path: string) =>
    Object.assign(new URL(policy().desk.address), { pathname: path }).href;

  function addressOf({ path }: Pick<HttpRequest, 'path'>): string {
    const [pathname = '', query] = path.split('?');
    return query === undefined ? urlOf(pathname) : `${urlOf(pathname)}?${query}`;
  }

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

  return {
    policy,
    urlOf,
    addressOf,
    authorize,
    async exchange(request, signal) {
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
    },
    learnClock(response) {
      const offset = Date.parse(response.headers.date ?? '') - clock.now();
      const size = Math.abs(offset);
      clockOffset = size > smallestClockOffset && size <= largestClockOffset ? offset : 0;
    },
  };
}

/** The person reads the answer as their support team's words, so only what the organisation signed counts. */
export async function requireSignature(
  response: Exchange,
  url: string,
  policy: Policy,
): Promise<void> {
  const signature = response.headers[answerSignature];
  if (signature === undefined)
    throw new CandorError(notUnderstood(url, 'it does not sign its answers'));
  await verifyAnswer(signature, policy, response);
}

/** @throws CandorError `desk-address-wrong`: an answer that is not JSON does not come from a desk. */
export function documentIn(response: TransportResponse, url: string): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(response.body));
  } catch (thrown) {
    throw new CandorError(
      wrongAddress(new URL(url).origin, `HTTP ${response.status} from ${url}: ${String(thrown)}`),
    );
  }
}

/** An answer that differs from the contract: the desk has another version. */
export function notUnderstood(url: string, detail: string): AppError {
  return appErrorOf(
    'desk-failed',
    'The support desk answered in a way that this version of Candor does not understand. Candor will try again. If this goes on, tell your IT department.',
    { detail: `${url}: ${detail}` },
  );
}
