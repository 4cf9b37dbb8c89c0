import { lookup, Resolver } from 'node:dns/promises';
import { isPublicName } from '../collectors/dns/public-name.ts';
import { type Lookup, outcomeOf, type TimeStep } from './network-check.ts';

const types = ['A', 'AAAA'] as const;
const mostAddresses = 8;

type Server = string | null;

/**
 * Looks up a name with each server (`address` or `address:port`; null for the system), for both families, all at once. Only
 * the system is asked for a name without a dot, which is in /etc/hosts or on the local network.
 */
export async function lookUpName(
  name: string,
  servers: readonly Server[],
  time: TimeStep,
): Promise<Lookup[]> {
  const asked = servers.filter((server) => server === null || isPublicName(name));
  const lookups = await Promise.all(
    asked.flatMap((server) =>
      types.map(async (type): Promise<Lookup> => {
        const step = await time((signal) =>
          server === null ? askSystem(name, type) : askServer(name, type, server, signal),
        );
        return {
          server,
          type,
          ...outcomeOf(step),
          addresses: step.ok ? step.value.slice(0, mostAddresses) : [],
        };
      }),
    ),
  );
  return lookups.map((lookup) => withoutOtherFamily(lookup, lookups));
}

export const addressesOf = (lookups: readonly Lookup[]): string[] => [
  ...new Set(lookups.flatMap(({ addresses }) => addresses)),
];

/** getaddrinfo also reports "no such name" if a name has only addresses of the other family (RFC 3493 has one code for both). */
function withoutOtherFamily(one: Lookup, all: readonly Lookup[]): Lookup {
  const other = all.some(
    ({ server, type, addresses }) => server === null && type !== one.type && addresses.length > 0,
  );
  return one.server === null && one.error === 'ENOTFOUND' && other
    ? { ...one, ok: true, error: null }
    : one;
}

async function askSystem(name: string, type: Lookup['type']): Promise<string[]> {
  return (await lookup(name, { all: true, family: type === 'A' ? 4 : 6 })).map(
    ({ address }) => address,
  );
}

async function askServer(
  name: string,
  type: Lookup['type'],
  server: string,
  signal: AbortSignal,
): Promise<string[]> {
  const resolver = new Resolver({ timeout: 5000, tries: 1 });
  signal.addEventListener('abort', () => resolver.cancel(), { once: true });
  resolver.setServers([server]);
  try {
    return await (type === 'A' ? resolver.resolve4(name) : resolver.resolve6(name));
  } catch (thrown) {
    // The name exists without an address of this kind, which is an answer.
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ENODATA') return [];
    throw thrown;
  }
}
