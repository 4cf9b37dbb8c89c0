import http from 'node:http';
import https from 'node:https';
import { connectionProblem } from '#main/outbox/desk-errors.ts';
import type { Transport, TransportRequest, TransportResponse } from '#main/outbox/transport.ts';

/** The outbox's transport over Node's own client, for tests without Electron. */
export const nodeTransport: Transport = {
  request: (request) => new Promise((resolve, reject) => exchange(request, resolve, reject)),
};

function exchange(
  { method, url, headers, body, signal }: TransportRequest,
  resolve: (response: TransportResponse) => void,
  reject: (reason: unknown) => void,
): void {
  const { request: open } = url.startsWith('https:') ? https : http;
  const fail = (error: NodeJS.ErrnoException) =>
    reject(
      signal.aborted
        ? signal.reason
        : connectionProblem(error.code ?? 'ERR_FAILED', error.message, url),
    );
  const request = open(url, {
    method,
    headers: { ...headers, ...(body && { 'content-length': String(body.length) }) },
    signal,
    agent: false,
  });
  request.on('error', fail);
  request.on('response', (response) => {
    const chunks: Buffer[] = [];
    response.on('data', (chunk: Buffer) => chunks.push(chunk));
    response.on('error', fail);
    response.on('end', () => {
      const flat = Object.entries(response.headers).map(([name, value]) => [name, String(value)]);
      resolve({
        status: response.statusCode ?? 0,
        headers: Object.fromEntries(flat),
        body: Buffer.concat(chunks),
      });
    });
  });
  request.end(body);
}
