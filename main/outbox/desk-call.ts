import { CandorError } from '#contract/errors/result.ts';
import type { HttpRequest } from '#contract/http/client.ts';
import { createClient } from '#contract/http/client.ts';
import { deviceApi } from '#contract/http/device.ts';
import {
  type DeskExchange,
  documentIn,
  type Exchange,
  notUnderstood,
  requireSignature,
} from './desk-exchange.ts';
import type { TransportResponse } from './transport.ts';

export interface CallOptions {
  signal: AbortSignal;
  /** Sees a response before it is used. */
  onResponse?(response: TransportResponse, url: string): void;
}

/** Calls of the device API by name, such as `call('incidents.read', …)`. */
export type DeskCall = ReturnType<typeof createDeskCall>;

export function createDeskCall(options: {
  desk: DeskExchange;
  /** The desk answered 401 to a call that the device signed: it has forgotten this device. */
  registerAgain(signal: AbortSignal): Promise<void>;
  /** @throws CandorError unless the response is a success. */
  requireSuccess(response: TransportResponse, url: string): void;
}) {
  const { desk, registerAgain, requireSuccess } = options;

  async function answerTo(request: HttpRequest, signal: AbortSignal): Promise<Exchange> {
    const response = await desk.exchange(request, signal);
    if (response.status !== 401 || request.endpoint.access !== 'device') return response;
    desk.learnClock(response);
    await registerAgain(signal);
    return desk.exchange(request, signal);
  }

  return createClient(deviceApi, {
    async send(request, { signal, onResponse }: CallOptions) {
      const { endpoint } = request;
      const response = await answerTo(request, signal);
      const url = desk.addressOf(request);
      onResponse?.(response, url);
      requireSuccess(response, url);
      if (endpoint.signed) await requireSignature(response, url, desk.policy());
      return endpoint.response ? documentIn(response, url) : null;
    },
    misunderstood: (request, detail) =>
      new CandorError(notUnderstood(desk.addressOf(request), detail)),
  });
}
