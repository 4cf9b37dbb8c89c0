import {
  connectTcp,
  connectTls,
  lookUp,
  readTrust,
  requestHead,
} from '#collector/network/connection-steps.ts';
import { type Step, timed } from '#collector/network/timed-step.ts';
import { targetOf } from '#collector/toolkit/address.ts';
import { clockOffsetSeconds } from '#collector/toolkit/clock.ts';
import {
  because,
  type CollectContext,
  type CollectResult,
  defineCollector,
  jsonItem,
} from '#collector/toolkit/define.ts';
import { deskEndpoint, type Endpoint } from '#contract/collector/collector.ts';
import type { ShapedItem } from '#contract/collector/item-shapes.ts';

const stepTimeoutMs = 5000;

type Reached = ShapedItem<'reachability/reachability.json'>['endpoints'][number];

export const reachability = defineCollector({
  id: 'reachability',
  title: 'Connection to your support service',
  purpose:
    'Connects once to your support service, step by step, to see where a connection fails and whether the clock is right.',
  category: 'network',
  sensitivity: 'personal',
  privileges: 'none',
  platforms: ['linux', 'darwin', 'win32'],
  presets: ['quick', 'standard', 'network', 'full'],
  deadlineMs: 25_000,
  byteCap: 256 * 1024,
  items: ['reachability.json'],
  reads: {
    linux: ['one connection to each address of the support service: DNS, TCP, TLS, HTTP'],
    darwin: ['one connection to each address of the support service: DNS, TCP, TLS, HTTP'],
    win32: ['one connection to each address of the support service: DNS, TCP, TLS, HTTP'],
  },
  mayReveal:
    "The address of the support service, its certificate's issuer and the offset of the clock. If a program inspects secure traffic, its certificate is included.",
  async collect(context): Promise<CollectResult> {
    // `network-checks`, which takes longer, checks the organisation's other services.
    const own = context.endpoints.filter(({ id }) => id === deskEndpoint);
    if (own.length === 0) {
      return {
        status: 'skip',
        reason: because('Candor has no support service set up, so there is nothing to connect to.'),
      };
    }
    const endpoints = await Promise.all(own.map((service) => test(service, context)));
    const found = endpoints.filter((endpoint) => endpoint !== null);
    const items = [jsonItem('reachability.json', { endpoints: found })];
    if (
      context.facts.proxies.some(
        ({ endpoint, answer }) => endpoint === deskEndpoint && !/^\s*DIRECT/i.test(answer),
      )
    ) {
      return {
        status: 'partial',
        reason: because(
          'This computer uses a proxy. Only the direct connection was tested, which may be blocked on purpose.',
        ),
        items,
      };
    }
    if (found.length === endpoints.length) return { items };
    return {
      status: 'partial',
      reason: because(
        'An address of your support service is not a web address and was not tested.',
      ),
      items,
    };
  },
});

async function test({ id, url }: Endpoint, context: CollectContext): Promise<Reached | null> {
  const target = targetOf(url);
  if (!target) return null;
  const untested = { id, address: target.address, dns: null, tcp: null, tls: null, http: null };
  const step = <T>(work: (signal: AbortSignal) => Promise<T>): Promise<Step<T>> =>
    timed(work, stepTimeoutMs, context.signal);

  if (target.secure) readTrust();
  const looked = target.literal ? null : await step(() => lookUp(target.host));
  const dns = looked && { ...outcome(looked), addresses: looked.ok ? looked.value : [] };
  const [address] = looked === null ? [target.host] : looked.ok ? looked.value : [];
  if (address === undefined) return { ...untested, dns };

  const connected = await step((signal) => connectTcp(address, target.port, signal));
  const tcp = outcome(connected);
  if (!connected.ok) return { ...untested, dns, tcp };
  let socket = connected.value;
  try {
    let tls: Reached['tls'] = null;
    if (target.secure) {
      const secured = await step((signal) => connectTls(socket, target.host, signal));
      if (!secured.ok) {
        return {
          ...untested,
          dns,
          tcp,
          tls: { ...outcome(secured), protocol: null, issuer: null, validTo: null, trusted: null },
        };
      }
      const { problem, certificate, socket: secureSocket } = secured.value;
      socket = secureSocket;
      tls = {
        ok: certificate.trusted !== false,
        milliseconds: secured.milliseconds,
        error: problem,
        ...certificate,
      };
    }
    const asked = await step((signal) => requestHead(socket, target, signal));
    const offset = asked.ok
      ? clockOffsetSeconds(asked.value.date, context.now().getTime() - asked.milliseconds / 2)
      : null;
    return {
      ...untested,
      dns,
      tcp,
      tls,
      http: {
        ...outcome(asked),
        status: asked.ok ? asked.value.status : null,
        clockOffsetSeconds: offset,
      },
    };
  } finally {
    socket.destroy();
  }
}

const outcome = (step: Step<unknown>) => ({
  ok: step.ok,
  milliseconds: step.milliseconds,
  error: step.ok ? null : step.error,
});
