import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type Target, urlOf } from '../toolkit/address.ts';
import { textOf } from '../toolkit/fields.ts';
import { request } from './http-request.ts';

export interface HttpAnswer {
  status: number;
  firstByteMilliseconds: number;
  date: string | undefined;
  contentType: string | null;
  redirectHost: string | null;
}

/** The response body is read only to measure time, up to this size, and is discarded. */
const bodyCapBytes = 64 * 1024;
/** Shorter than the step's deadline, so that a slow body does not lose the response that has already arrived. */
const bodyMs = 2000;

interface Asking {
  socket: Duplex;
  target: Target;
  /** The request's path; a proxy for plain http needs the whole address. */
  path?: string;
  headers?: Record<string, string>;
  signal: AbortSignal;
}

/** One GET over an open connection. Resolves when the body ended or enough of it was read. */
export function ask({
  socket,
  target,
  path = target.path,
  headers = {},
  signal,
}: Asking): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const started = performance.now();
    const asked = request({
      method: 'GET',
      path,
      host: target.host,
      port: target.port,
      // Otherwise Node would add port 80 for a TLS connection that was opened elsewhere.
      defaultPort: target.secure ? 443 : 80,
      createConnection: () => socket,
      signal,
      headers: {
        accept: 'application/json, */*;q=0.5',
        connection: 'close',
        'user-agent': 'Candor',
        ...headers,
      },
    });
    asked.once('error', reject);
    asked.once('response', (answer) => {
      const firstByteMilliseconds = Math.round((performance.now() - started) * 100) / 100;
      void readBody(answer).then(() =>
        resolve({ ...headOf(answer, target), firstByteMilliseconds }),
      );
    });
    asked.end();
  });
}

function headOf(answer: IncomingMessage, target: Target) {
  const { location, date } = answer.headers;
  const status = answer.statusCode ?? 0;
  const redirect =
    status >= 300 && status < 400 && location !== undefined
      ? urlOf(location, target.address)
      : null;
  return {
    status,
    date,
    contentType: textOf(answer.headers['content-type']?.split(';')[0]),
    redirectHost: redirect && textOf(redirect.hostname),
  };
}

function readBody(answer: IncomingMessage): Promise<void> {
  return new Promise((resolve) => {
    let bytes = 0;
    const end = (): void => {
      clearTimeout(timer);
      resolve();
      answer.destroy();
    };
    const timer = setTimeout(end, bodyMs);
    answer.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > bodyCapBytes) end();
    });
    for (const event of ['end', 'error', 'close']) answer.once(event, end);
  });
}
