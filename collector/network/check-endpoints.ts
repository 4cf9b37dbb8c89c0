import { deskEndpoint, type Endpoint, type Platform } from '#contract/collector/collector.ts';
import { pathOf } from '#contract/http/client.ts';
import { deviceApi } from '#contract/http/device.ts';
import { type Target, targetOf } from '../toolkit/address.ts';
import { publicRoots } from './certificate-chain.ts';
import { connectTcp, readTrust } from './connection-steps.ts';
import { exchange } from './exchange.ts';
import { addressesOf, lookUpName } from './name-lookups.ts';
import { type NetworkCheck, outcomeOf, type TimeStep } from './network-check.ts';
import { measurePathMtu, type Run } from './path-mtu.ts';
import { portalSign } from './portal.ts';
import { checkProxy } from './proxy-check.ts';
import type { ProxyChoice } from './proxy-choice.ts';
import { choose, measureLatency, tryAddresses } from './tcp-attempts.ts';
import { timed } from './timed-step.ts';
import { verdictOf } from './verdict.ts';

const stepTimeoutMs = 5000;
export const mostEndpoints = 21;
const deskIdentityPath = pathOf(deviceApi, 'desk.identify');

export interface CheckOptions {
  /** DNS servers, as `address` or `address:port`. */
  servers: readonly string[];
  proxyOf: (endpoint: Endpoint, target: Target) => ProxyChoice | null;
  run: Run;
  platform: Platform;
  now: () => Date;
  /** Ends everything; the results so far are still returned. */
  signal: AbortSignal;
}

/**
 * Checks all endpoints at once, the first 21. Never rejects: failures are part of the result. Each step has its own
 * deadline of a few seconds, so one endpoint takes at most about 35 seconds.
 */
export function checkEndpoints(
  endpoints: readonly Endpoint[],
  options: CheckOptions,
): Promise<NetworkCheck[]> {
  const tested = endpoints.slice(0, mostEndpoints);
  if (tested.some(({ url }) => targetOf(url)?.secure)) {
    // The first use of both blocks this process, which would count as time of the network.
    readTrust();
    publicRoots();
  }
  return Promise.all(tested.map((endpoint) => checkEndpoint(endpoint, options)));
}

async function checkEndpoint(endpoint: Endpoint, options: CheckOptions): Promise<NetworkCheck> {
  const { id, name = null } = endpoint;
  // The desk's address has no path; this one answers everyone in JSON.
  const url =
    id === deskEndpoint && URL.canParse(endpoint.url)
      ? new URL(deskIdentityPath, endpoint.url).href
      : endpoint.url;
  const target = targetOf(url);
  if (!target) return { id, name, address: 'not a web address', ...nothing, failedAt: 'address' };
  const time: TimeStep = (work, timeoutMs = stepTimeoutMs) =>
    timed(work, timeoutMs, options.signal);
  const chosen = options.proxyOf(endpoint, target);
  const [direct, proxy] = await Promise.all([
    checkDirectly(target, time, options),
    chosen && checkProxy(chosen, { target, time, now: options.now }),
  ]);
  const expectsJson = target.path === deskIdentityPath;
  const answered = proxy ?? direct;
  const portal = portalSign(target, expectsJson, answered.tls, answered.http);
  const check: NetworkCheck = {
    id,
    name,
    address: target.address,
    ...nothing,
    ...direct,
    proxy,
    portal,
  };
  return { ...check, ...verdictOf(check) };
}

type Direct = Pick<
  NetworkCheck,
  'dns' | 'tcp' | 'chosen' | 'tls' | 'http' | 'latency' | 'pathMtu' | 'totalMilliseconds'
>;

async function checkDirectly(
  target: Target,
  time: TimeStep,
  options: CheckOptions,
): Promise<Direct> {
  // A dead server must not delay the check of the system's resolver, which programs use.
  const asking = target.literal ? [] : lookUpName(target.host, options.servers, time);
  const system = target.literal ? [] : await lookUpName(target.host, [null], time);
  const found = target.literal ? [target.host] : addressesOf(system);
  // If the system finds nothing, the servers' addresses show what else fails.
  const addresses = found.length > 0 ? found : addressesOf(await asking);
  const tcp = await tryAddresses(addresses, target.port, time);
  const best = choose(tcp);
  if (!best) return { ...nothing, dns: [...system, ...(await asking)], tcp };
  const { address, family } = best;
  const [asked, answer, latency, pathMtu] = await Promise.all([
    asking,
    askDirectly(address, target, time, options.now),
    measureLatency(address, target.port, time),
    measurePathMtu(address, options),
  ]);
  const steps = [answer.connect, answer.tls, answer.http].flatMap((step) =>
    step ? [step.milliseconds] : [],
  );
  const lookedMs = Math.max(0, ...system.map(({ milliseconds }) => milliseconds));
  const sum = steps.reduce((total, milliseconds) => total + milliseconds, lookedMs);
  return {
    dns: [...system, ...asked],
    tcp,
    chosen: { address, family },
    tls: answer.tls,
    http: answer.http,
    latency,
    pathMtu,
    totalMilliseconds: answer.http?.ok ? Math.round(sum * 100) / 100 : null,
  };
}

async function askDirectly(address: string, target: Target, time: TimeStep, now: () => Date) {
  const connected = await time((signal) => connectTcp(address, target.port, signal));
  const connect = outcomeOf(connected);
  if (!connected.ok) return { connect, tls: null, http: null };
  return { connect, ...(await exchange(connected.value, { target, time, now })) };
}

const nothing: Omit<NetworkCheck, 'id' | 'name' | 'address'> = {
  reachable: false,
  failedAt: null,
  totalMilliseconds: null,
  dns: [],
  tcp: [],
  chosen: null,
  tls: null,
  http: null,
  portal: null,
  proxy: null,
  latency: null,
  pathMtu: { bytes: null, tool: null, unavailable: 'There was no connection.' },
};
