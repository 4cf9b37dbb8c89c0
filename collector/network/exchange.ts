import type { Socket } from 'node:net';
import type { Target } from '../toolkit/address.ts';
import { clockOffsetSeconds } from '../toolkit/clock.ts';
import { chainOf, describeCertificate, interceptionOf, namesHost } from './certificate-chain.ts';
import { connectTls } from './connection-steps.ts';
import { ask } from './http-answer.ts';
import { type AnswerStep, outcomeOf, type SecureStep, type TimeStep } from './network-check.ts';

const httpTimeoutMs = 8000;

interface Exchange {
  tls: SecureStep | null;
  http: AnswerStep | null;
}

interface ExchangeOptions {
  target: Target;
  time: TimeStep;
  now: () => Date;
  /** For plain http through a proxy. */
  path?: string;
  headers?: Record<string, string>;
}

/** TLS if the address needs it, then one request, over an open connection, which it closes. */
export async function exchange(
  socket: Socket,
  { target, time, now, path, headers }: ExchangeOptions,
): Promise<Exchange> {
  let current = socket;
  try {
    let tls: SecureStep | null = null;
    if (target.secure) {
      const secured = await time((signal) => connectTls(socket, target.host, signal));
      if (!secured.ok) return { tls: { ...outcomeOf(secured), ...unknownChain }, http: null };
      const { socket: secure, problem, certificate } = secured.value;
      current = secure;
      const chain = chainOf(secure);
      tls = {
        ok: certificate.trusted !== false,
        milliseconds: secured.milliseconds,
        error: problem,
        protocol: certificate.protocol,
        cipher: secure.getCipher()?.standardName ?? null,
        trusted: certificate.trusted,
        namesHost: namesHost(chain, target.host),
        intercepted: interceptionOf(chain, certificate.trusted),
        chain: chain.map(describeCertificate),
      };
    }
    const asked = await time(
      (signal) =>
        ask({
          socket: current,
          target,
          signal,
          ...(path && { path }),
          ...(headers && { headers }),
        }),
      httpTimeoutMs,
    );
    if (!asked.ok) return { tls, http: { ...outcomeOf(asked), ...noAnswer } };
    const { status, date, contentType, redirectHost, firstByteMilliseconds } = asked.value;
    // The server set its date at some time between the request and the first byte.
    const middle = now().getTime() - asked.milliseconds + firstByteMilliseconds / 2;
    const offset = clockOffsetSeconds(date, middle);
    return {
      tls,
      http: {
        ...outcomeOf(asked),
        status,
        firstByteMilliseconds,
        contentType,
        redirectHost,
        clockOffsetSeconds: offset,
      },
    };
  } finally {
    current.destroy();
    socket.destroy();
  }
}

const unknownChain: Omit<SecureStep, 'ok' | 'milliseconds' | 'error'> = {
  protocol: null,
  cipher: null,
  trusted: null,
  namesHost: null,
  intercepted: 'unknown',
  chain: [],
};

const noAnswer = {
  status: null,
  firstByteMilliseconds: null,
  contentType: null,
  redirectHost: null,
  clockOffsetSeconds: null,
};
