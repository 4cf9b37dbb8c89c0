import type { HttpRequest, HttpResponse, HttpStack } from 'tus-js-client';
import type { Transport, TransportResponse } from './transport.ts';

export interface TusStackOptions {
  transport: Transport;
  /** Signed headers for one request. */
  authorize(method: string, path: string): Promise<Record<string, string>>;
  /** `path` at the desk's own origin. */
  urlOf(path: string): string;
  signal: AbortSignal;
}

/**
 * Sends tus-js-client's requests over the outbox's transport, each with its own token. Only the path of a URL counts:
 * whatever host a `Location` header names, the bytes go to the desk of the policy.
 */
export function tusHttpStack(options: TusStackOptions): HttpStack {
  return {
    createRequest: (method, url) => tusRequest(method, url, options),
    getName: () => 'candor',
  };
}

function tusRequest(
  method: string,
  url: string,
  { transport, authorize, urlOf, signal }: TusStackOptions,
): HttpRequest {
  const headers = new Map<string, string>();
  const canceled = new AbortController();
  const path = new URL(url).pathname;
  return {
    getMethod: () => method,
    getURL: () => url,
    setHeader: (name, value) => void headers.set(name.toLowerCase(), value),
    getHeader: (name) => headers.get(name.toLowerCase()),
    // Bytes written to the socket are not progress; they may still be in local buffers.
    setProgressHandler() {},
    async send(body: Uint8Array | null | undefined) {
      const response = await transport.request({
        method,
        url: urlOf(path),
        headers: { ...Object.fromEntries(headers), ...(await authorize(method, path)) },
        ...(body && { body }),
        signal: AbortSignal.any([signal, canceled.signal]),
      });
      return tusResponse(response);
    },
    async abort() {
      canceled.abort();
    },
    getUnderlyingObject: () => undefined,
  };
}

function tusResponse(response: TransportResponse): HttpResponse {
  return {
    getStatus: () => response.status,
    getHeader: (name) => response.headers[name.toLowerCase()],
    getBody: () => new TextDecoder().decode(response.body),
    getUnderlyingObject: () => response,
  };
}
