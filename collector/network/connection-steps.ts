import { lookup } from 'node:dns/promises';
import { connect, isIP, type Socket } from 'node:net';
import tls, { type SecureContext, type TLSSocket } from 'node:tls';
import type { Target } from '../toolkit/address.ts';
import { textOf } from '../toolkit/fields.ts';
import { request } from './http-request.ts';
import { errorCodeOf } from './timed-step.ts';

export async function lookUp(host: string): Promise<string[]> {
  return (await lookup(host, { all: true })).map(({ address }) => address);
}

export function connectTcp(address: string, port: number, signal: AbortSignal): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: address, port, signal });
    socket.once('error', reject);
    socket.once('connect', () => {
      socket.off('error', reject);
      // A connection that breaks between two steps must not end the process; the next step notices it.
      socket.on('error', () => undefined);
      resolve(socket);
    });
  });
}

interface Secured {
  socket: TLSSocket;
  /** Why the certificate is not trusted, as a code. */
  problem: string | null;
  certificate: {
    protocol: string | null;
    issuer: string | null;
    validTo: string | null;
    trusted: boolean | null;
  };
}

/** Completes a handshake even with an untrusted certificate, in order to describe it; nothing secret is sent. */
export function connectTls(socket: Socket, host: string, signal: AbortSignal): Promise<Secured> {
  return new Promise((resolve, reject) => {
    const { context, system } = readTrust();
    const secure = tls.connect({
      socket,
      rejectUnauthorized: false,
      ALPNProtocols: ['http/1.1'],
      ...(isIP(host) === 0 ? { servername: host } : { host }),
      secureContext: context,
    });
    const stop = (): void => void secure.destroy(new Error('stopped'));
    signal.addEventListener('abort', stop, { once: true });
    secure.on('error', reject);
    secure.once('secureConnect', () => {
      signal.removeEventListener('abort', stop);
      const found = secure.getPeerCertificate();
      const problem = secure.authorized ? null : errorCodeOf(secure.authorizationError);
      const validTo = new Date(found.valid_to);
      resolve({
        socket: secure,
        problem,
        certificate: {
          protocol: secure.getProtocol(),
          issuer: textOf(nameOf(found.issuer?.O) ?? nameOf(found.issuer?.CN)),
          validTo: Number.isNaN(validTo.getTime()) ? null : validTo.toISOString(),
          trusted: secure.authorized
            ? true
            : !system && unknownAuthority.test(problem ?? '')
              ? null
              : false,
        },
      });
    });
  });
}

/** Without the system's list of authorities, the system may trust an authority that Node does not know. */
const unknownAuthority =
  /^(UNABLE_TO_GET_ISSUER_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_VERIFY_LEAF_SIGNATURE)/;

let known: { context: SecureContext; system: boolean } | null = null;
let organisationsOwn: readonly string[] = [];

/** Trusts the policy's authorities (PEM) in this process from now on, like the agent's own connections. */
export function trustAlso(authorities: readonly string[]): void {
  organisationsOwn = authorities;
  known = null;
}

/**
 * Node's authorities, the policy's, and the system's, which include an organisation's private ones. `system` is false when
 * Node cannot read the system's (before 22.15). Created once: reading about 700 certificates blocks the process for 150 ms,
 * so callers that measure time call it beforehand.
 */
export function readTrust(): { context: SecureContext; system: boolean } {
  known ??= loadTrust();
  return known;
}

function loadTrust(): { context: SecureContext; system: boolean } {
  try {
    const ca = tls.getCACertificates && [
      ...tls.getCACertificates('bundled'),
      ...tls.getCACertificates('system'),
      ...organisationsOwn,
    ];
    if (ca) return { context: tls.createSecureContext({ ca }), system: true };
  } catch {
    // The system's list cannot be read; Node's own remains.
  }
  return {
    context: tls.createSecureContext({ ca: [...tls.rootCertificates, ...organisationsOwn] }),
    system: false,
  };
}

const nameOf = (value: string | string[] | undefined): string | undefined =>
  Array.isArray(value) ? value[0] : value;

/** One GET over the open connection; the response body is not read. */
export function requestHead(
  socket: Socket,
  target: Target,
  signal: AbortSignal,
): Promise<{ status: number; date: string | undefined }> {
  return new Promise((resolve, reject) => {
    const asked = request({
      method: 'GET',
      path: target.path,
      host: target.host,
      port: target.port,
      createConnection: () => socket,
      signal,
      headers: { connection: 'close', 'user-agent': 'Candor' },
      setHost: true,
    });
    asked.once('error', reject);
    asked.once('response', (answer) => {
      resolve({ status: answer.statusCode ?? 0, date: answer.headers.date });
      answer.destroy();
    });
    asked.end();
  });
}
