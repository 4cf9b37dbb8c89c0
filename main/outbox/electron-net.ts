import { type AuthInfo, type ClientRequest, net } from 'electron';
import type { CandorError } from '#contract/errors/result.ts';
import type { ProxyLogin } from '../network/proxy-login.ts';
import { connectionProblem, proxyLoginProblem } from './desk-errors.ts';
import {
  idleTimeout,
  responseByteCap,
  type StreamRequest,
  type StreamTransport,
  type Transport,
  type TransportRequest,
  type TransportResponse,
} from './transport.ts';

/** Milliseconds between two checks of how much of a body is sent; Electron has no event for it. */
const progressInterval = 100;

/**
 * HTTP over Chromium's network stack: the system's proxy settings (PAC included) and its trust store, which Node's own
 * client does not know. It cannot be told to accept a certificate that neither the system nor the policy trusts.
 */
export const createElectronTransport = (login: Pick<ProxyLogin, 'credentialsFor'>): Transport => ({
  request: (request) => new Promise((resolve, reject) => exchange(login, request, resolve, reject)),
});

/** The same where there is no person to ask for a log-in. */
export const electronTransport = createElectronTransport({ credentialsFor: () => null });

/** The same stack for the one response that stays open. */
export const createElectronStream = (
  login: Pick<ProxyLogin, 'credentialsFor'>,
): StreamTransport => ({
  open: (request) => new Promise((resolve, reject) => listen(login, request, resolve, reject)),
});

function listen(
  login: Pick<ProxyLogin, 'credentialsFor'>,
  { url, headers, signal, silence, onOpen, onData }: StreamRequest,
  resolve: (response: TransportResponse) => void,
  reject: (reason: unknown) => void,
): void {
  if (signal.aborted) {
    reject(signal.reason);
    return;
  }
  const request = net.request({ ...withoutTraces, method: 'GET', url });
  let quiet: NodeJS.Timeout;
  let done = false;
  const finish = (settle: () => void) => {
    done = true;
    clearTimeout(quiet);
    signal.removeEventListener('abort', stop);
    settle();
  };
  const end = (reason: unknown) => {
    finish(() => reject(reason));
    request.abort();
  };
  const stop = () => end(signal.reason);
  const heard = () => {
    clearTimeout(quiet);
    quiet = setTimeout(
      () => end(connectionProblem('ERR_TIMED_OUT', `no byte for ${silence} ms`, url)),
      silence,
    );
  };
  signal.addEventListener('abort', stop, { once: true });
  heard();
  const tried = new Set<string>();
  request.on('login', (auth, answer) => {
    const credentials = login.credentialsFor(auth, tried);
    if (credentials) return answer(credentials.name, credentials.password);
    answer();
    end(proxyLoginProblem(auth, '', url));
  });
  request.on('error', (error) => end(connectionProblem(codeOf(error), error.message, url)));
  request.on('response', (response) => {
    const answer = { status: response.statusCode, headers: flatHeaders(response.headers) };
    const success = answer.status === 200;
    const refusal: Buffer[] = [];
    if (success) onOpen();
    response.on('data', (chunk: Buffer) => {
      // Bytes that arrive after the end are ignored, and must not restart the timer.
      if (done) return;
      heard();
      if (!success) {
        refusal.push(chunk);
        if (refusal.reduce((sum, { length }) => sum + length, 0) > responseByteCap)
          end(connectionProblem('ERR_RESPONSE_TOO_BIG', '', url));
        return;
      }
      try {
        onData(chunk);
      } catch (thrown) {
        end(thrown);
      }
    });
    response.on('error', (error: Error) =>
      end(connectionProblem(codeOf(error), error.message, url)),
    );
    response.on('aborted', () =>
      end(connectionProblem('ERR_CONNECTION_CLOSED', 'the stream broke off', url)),
    );
    response.on('end', () => finish(() => resolve({ ...answer, body: Buffer.concat(refusal) })));
  });
  for (const [name, value] of Object.entries(headers)) request.setHeader(name, value);
  request.end();
}

const withoutTraces = {
  redirect: 'error',
  useSessionCookies: false,
  credentials: 'omit',
  cache: 'no-store',
} as const;

function exchange(
  login: Pick<ProxyLogin, 'credentialsFor'>,
  { method, url, headers, body, signal }: TransportRequest,
  resolve: (response: TransportResponse) => void,
  reject: (reason: unknown) => void,
): void {
  if (signal.aborted) {
    reject(signal.reason);
    return;
  }
  const request = net.request({ ...withoutTraces, method, url });
  const finish = (settle: () => void) => {
    clearInterval(watch);
    signal.removeEventListener('abort', stop);
    settle();
  };
  let wantsLogin: AuthInfo | null = null;
  const fail = (problem: CandorError) =>
    finish(() =>
      reject(wantsLogin ? proxyLoginProblem(wantsLogin, problem.error.detail ?? '', url) : problem),
    );
  const giveUp = (code: string, detail: string) => {
    fail(connectionProblem(code, detail, url));
    request.abort();
  };
  const stop = () => {
    finish(() => reject(signal.reason));
    request.abort();
  };
  signal.addEventListener('abort', stop, { once: true });

  let movedAt = performance.now();
  let sent = 0;
  const watch = setInterval(() => {
    const out = body ? uploadedBytes(request, body.length) : 0;
    if (out > sent) {
      sent = out;
      movedAt = performance.now();
    }
    if (performance.now() - movedAt > idleTimeout)
      giveUp('ERR_TIMED_OUT', `nothing moved for ${idleTimeout} ms`);
  }, progressInterval);

  const tried = new Set<string>();
  request.on('login', (auth, answer) => {
    const credentials = login.credentialsFor(auth, tried);
    wantsLogin = auth.isProxy && !credentials ? auth : null;
    if (credentials) answer(credentials.name, credentials.password);
    else answer();
  });
  request.on('error', (error) => fail(connectionProblem(codeOf(error), error.message, url)));
  request.on('response', (response) => {
    // Over plain http this is the proxy's own page, not an answer of the desk.
    if (wantsLogin) return giveUp('ERR_PROXY_AUTH_REQUESTED', `HTTP ${response.statusCode}`);
    const chunks: Buffer[] = [];
    let bytes = 0;
    response.on('data', (chunk: Buffer) => {
      movedAt = performance.now();
      bytes += chunk.length;
      if (bytes > responseByteCap)
        giveUp('ERR_RESPONSE_TOO_BIG', `more than ${responseByteCap} bytes`);
      else chunks.push(chunk);
    });
    response.on('error', (error: Error) =>
      fail(connectionProblem(codeOf(error), error.message, url)),
    );
    response.on('aborted', () =>
      fail(connectionProblem('ERR_CONNECTION_CLOSED', 'the answer broke off', url)),
    );
    response.on('end', () => {
      finish(() =>
        resolve({
          status: response.statusCode,
          headers: flatHeaders(response.headers),
          body: Buffer.concat(chunks),
        }),
      );
    });
  });
  for (const [name, value] of Object.entries(headers)) request.setHeader(name, value);
  // A body written as a whole is sent with its length; only Electron's chunked mode omits it.
  if (body && body.length > 0)
    request.write(Buffer.from(body.buffer, body.byteOffset, body.byteLength));
  request.end();
}

function uploadedBytes(request: ClientRequest, total: number): number {
  const { active, current } = request.getUploadProgress();
  return active ? Math.min(current, total) : 0;
}

/** `net::ERR_NAME_NOT_RESOLVED` → `ERR_NAME_NOT_RESOLVED`. */
function codeOf(error: Error): string {
  if (/redirect/i.test(error.message)) return 'ERR_UNEXPECTED_REDIRECT';
  return /ERR_[A-Z0-9_]+/.exec(error.message)?.[0] ?? 'ERR_FAILED';
}

function flatHeaders(headers: Record<string, string | string[]>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name.toLowerCase(),
      Array.isArray(value) ? value.join(', ') : value,
    ]),
  );
}
