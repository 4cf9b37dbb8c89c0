import { isIPv6 } from 'node:net';
import { connectTcp } from './connection-steps.ts';
import {
  type Attempt,
  type Family,
  type Latency,
  outcomeOf,
  type TimeStep,
} from './network-check.ts';

const mostPerFamily = 2;
/** How long a program that tries both families waits for IPv6 before it also tries IPv4 (RFC 8305, section 5). */
const headStartMs = 250;
const latencyAttempts = 5;
const latencyTimeoutMs = 2000;
/** A lost first SYN is sent again after one second (RFC 6298, section 2). */
const resendMs = 1000;

const familyOf = (address: string): Family => (isIPv6(address) ? 'IPv6' : 'IPv4');

/** Connects once to the first addresses of each family, all at once. */
export async function tryAddresses(
  addresses: readonly string[],
  port: number,
  time: TimeStep,
): Promise<Attempt[]> {
  const chosen = (['IPv6', 'IPv4'] as const).flatMap((family) =>
    addresses.filter((address) => familyOf(address) === family).slice(0, mostPerFamily),
  );
  return Promise.all(
    chosen.map(async (address) => {
      const step = await time((signal) => connectTcp(address, port, signal));
      if (step.ok) step.value.destroy();
      return { family: familyOf(address), address, ...outcomeOf(step) };
    }),
  );
}

/** IPv6 unless IPv4 is faster by more than its head start. Null when nothing connected. */
export function choose(attempts: readonly Attempt[]): Attempt | null {
  const quickest = (family: Family): Attempt | undefined =>
    attempts
      .filter((attempt) => attempt.ok && attempt.family === family)
      .toSorted((a, b) => a.milliseconds - b.milliseconds)[0];
  const [six, four] = [quickest('IPv6'), quickest('IPv4')];
  if (six && four) return six.milliseconds <= four.milliseconds + headStartMs ? six : four;
  return six ?? four ?? null;
}

/** Five connections, one after the other: a TCP handshake is one round trip and, unlike ICMP, needs no privileges. */
export async function measureLatency(
  address: string,
  port: number,
  time: TimeStep,
): Promise<Latency> {
  const steps = [];
  for (let attempt = 0; attempt < latencyAttempts; attempt += 1) {
    const step = await time((signal) => connectTcp(address, port, signal), latencyTimeoutMs);
    if (step.ok) step.value.destroy();
    steps.push(step);
  }
  return summarise(steps);
}

/** Milliseconds; of an even number, the median is the lower one. */
export function summarise(steps: readonly { ok: boolean; milliseconds: number }[]): Latency {
  const times = steps
    .flatMap(({ ok, milliseconds }) => (ok ? [milliseconds] : []))
    .toSorted((a, b) => a - b);
  const minimum = times[0] ?? null;
  return {
    attempts: steps.length,
    failed: steps.length - times.length,
    resent: times.filter((milliseconds) => milliseconds >= (minimum ?? 0) + resendMs * 0.9).length,
    minimumMilliseconds: minimum,
    medianMilliseconds: times[Math.floor((times.length - 1) / 2)] ?? null,
    maximumMilliseconds: times.at(-1) ?? null,
  };
}
