import { isIPv6, type Socket } from 'node:net';
import { type Target, targetOf } from '../toolkit/address.ts';
import { connectTcp, connectTls, lookUp } from './connection-steps.ts';
import { exchange } from './exchange.ts';
import { request } from './http-request.ts';
import { outcomeOf, type ProxyCheck, type TimeStep } from './network-check.ts';
import type { ProxyChoice } from './proxy-choice.ts';

interface Options {
  target: Target;
  time: TimeStep;
  now: () => Date;
}

/** Connects to the endpoint through the proxy, as programs do: CONNECT for https, the request itself for plain http. */
export async function checkProxy(
  proxy: ProxyChoice,
  { target, time, now }: Options,
): Promise<ProxyCheck> {
  const address = `${bracketed(proxy.host)}:${proxy.port}`;
  const untested: ProxyCheck = {
    answer: proxy.answer,
    address,
    tcp: null,
    tunnel: null,
    tls: null,
    http: null,
    untested: null,
  };
  const connected = await time((signal) => connectProxy(proxy, signal));
  const tcp = outcomeOf(connected);
  if (!connected.ok) return { ...untested, tcp };
  const socket = connected.value;
  if (proxy.kind === 'other') {
    socket.destroy();
    return {
      ...untested,
      tcp,
      untested: 'It is no HTTP proxy; only the connection to it was tested.',
    };
  }
  const headers: Record<string, string> =
    proxy.authorization === null ? {} : { 'proxy-authorization': proxy.authorization };
  if (!target.secure) {
    const { http } = await exchange(socket, { target, time, now, headers, path: target.address });
    const status = http?.status ?? null;
    const step = {
      ok: http?.ok ?? false,
      milliseconds: http?.milliseconds ?? 0,
      error: http?.error ?? null,
    };
    return { ...untested, tcp, tunnel: { ...step, status }, http };
  }
  const tunnel = await time((signal) => openTunnel(socket, target, headers, signal));
  if (!tunnel.ok || tunnel.value !== 200) {
    socket.destroy();
    const status = tunnel.ok ? tunnel.value : null;
    const refused = tunnel.ok ? { ok: false, error: `the proxy answered ${tunnel.value}` } : {};
    return { ...untested, tcp, tunnel: { ...outcomeOf(tunnel), ...refused, status } };
  }
  return {
    ...untested,
    tcp,
    tunnel: { ...outcomeOf(tunnel), status: 200 },
    ...(await exchange(socket, { target, time, now })),
  };
}

async function connectProxy(proxy: ProxyChoice, signal: AbortSignal): Promise<Socket> {
  const literal = targetOf(`http://${bracketed(proxy.host)}`)?.literal;
  const [address] = literal ? [proxy.host] : await lookUp(proxy.host);
  const socket = await connectTcp(address ?? proxy.host, proxy.port, signal);
  if (proxy.kind !== 'https') return socket;
  const { socket: secure, problem, certificate } = await connectTls(socket, proxy.host, signal);
  if (certificate.trusted !== false) return secure;
  secure.destroy();
  throw new Error(`the proxy's certificate is not trusted: ${problem}`);
}

/** The status of the proxy's answer to CONNECT (RFC 9110, 9.3.6). With 200 the socket has become the tunnel. */
function openTunnel(
  socket: Socket,
  target: Target,
  headers: Record<string, string>,
  signal: AbortSignal,
): Promise<number> {
  return new Promise((resolve, reject) => {
    const authority = `${bracketed(target.host)}:${target.port}`;
    const asked = request({
      method: 'CONNECT',
      path: authority,
      createConnection: () => socket,
      signal,
      headers: { host: authority, 'user-agent': 'Candor', ...headers },
    });
    asked.once('error', reject);
    // For CONNECT, every status arrives here, even a refusal.
    asked.once('connect', (answer) => resolve(answer.statusCode ?? 0));
    asked.end();
  });
}

const bracketed = (host: string): string => (isIPv6(host) ? `[${host}]` : host);
