import { createHmac, randomBytes } from 'node:crypto';
import type { PrivateMapEntry } from '#contract/collector/collector.ts';
import { bareMac, canonicalIPv6, ipv4Number } from './address-values.ts';
import { groupsOf } from './known-spellings.ts';

export interface Pseudonyms {
  /**
   * The pseudonym of a value: the known one, or the next number of its kind. `spelling` is added to
   * the private map.
   */
  of(kind: string, value: string, spelling?: string): string;
  /** Adds an entry whose pseudonym is not a plain number of its kind. */
  add(entry: PrivateMapEntry): void;
  has(kind: string, value: string): boolean;
  all(): PrivateMapEntry[];
  /** Entries added since the last call, without the initial ones. */
  discovered(): PrivateMapEntry[];
}

/**
 * A value found by its context may already be known as another kind: then it keeps that pseudonym.
 */
const sameAs: Readonly<Record<string, readonly string[]>> = {
  account: ['user', 'name', 'email', 'word'],
  person: ['name', 'user', 'word'],
  machine: ['host', 'domain', 'word'],
  ssid: ['word'],
  serial: ['id', 'word'],
  ident: ['id', 'word'],
  phone: ['word'],
  address: ['word'],
};

/**
 * One key for all spellings of a value; IP addresses are in canonical form. It is keyed with the
 * map's own secret (RFC 2104), so that keys cannot be used to test names, and two bundles have no
 * keys in common.
 */
function keyOf(secret: Buffer, kind: string, value: string): string {
  const canonical = kind === 'mac' ? bareMac(value) : value.toLowerCase();
  return createHmac('sha256', secret).update(`${kind}\n${canonical}`).digest('base64');
}

/**
 * The network part of an address: an IPv4 /24, an IPv6 /64. Null when it is not a plain address.
 */
function subnetOf(address: string): string | null {
  if (ipv4Number(address) !== null) return address.slice(0, address.lastIndexOf('.'));
  const canonical = address.includes(':') ? canonicalIPv6(address) : null;
  return canonical === null ? null : groupsOf(canonical).slice(0, 4).join(':');
}

/** A slice of a long text in V8 holds the whole text in memory. */
function ownCopy(slice: string): string {
  return Buffer.from(slice, 'utf16le').toString('utf16le');
}

/**
 * Numbers values per kind, in the order of their first appearance, after the existing numbers. The
 * second address in the network of `ip-3` is `ip-3.2`: neighbours stay recognisable, addresses do
 * not.
 */
export function createPseudonyms(given: readonly PrivateMapEntry[]): Pseudonyms {
  const secret = randomBytes(32);
  const entries = new Map<string, PrivateMapEntry>();
  const numbers = new Map<string, number>();
  const subnets = new Map<string, { first: number; members: number }>();
  /** The same values by their exact spelling: most occur thousands of times. */
  const exact = new Map<string, Map<string, string>>();
  let fresh: PrivateMapEntry[] = [];

  function remember(entry: PrivateMapEntry): void {
    entries.set(keyOf(secret, entry.kind, entry.value), entry);
    const [, first = '0', member = '1'] = /-(\d+)(?:\.(\d+))?$/.exec(entry.pseudonym) ?? [];
    numbers.set(entry.kind, Math.max(numbers.get(entry.kind) ?? 0, Number(first)));
    const subnet = entry.kind === 'ip' ? subnetOf(entry.value) : null;
    if (subnet !== null)
      subnets.set(subnet, {
        first: Number(first),
        members: Math.max(subnets.get(subnet)?.members ?? 0, Number(member)),
      });
  }
  for (const entry of given) remember(entry);

  function add(entry: PrivateMapEntry): void {
    remember(entry);
    fresh.push(entry);
  }

  function knownAs(kind: string, value: string): PrivateMapEntry | undefined {
    for (const one of [kind, ...(sameAs[kind] ?? [])]) {
      const entry = entries.get(keyOf(secret, one, value));
      if (entry) return entry;
    }
    return undefined;
  }

  function slowly(kind: string, value: string, spelling: string): string {
    const known = knownAs(kind, value);
    if (known) return known.pseudonym;
    const subnet = kind === 'ip' ? subnetOf(value) : null;
    const neighbours = subnet === null ? undefined : subnets.get(subnet);
    const number = neighbours
      ? `${neighbours.first}.${neighbours.members + 1}`
      : String((numbers.get(kind) ?? 0) + 1);
    // The contract's maximum length; a longer value could not be distinguished by its map entry,
    // but is still replaced.
    add({ kind, pseudonym: `${kind}-${number}`, value: ownCopy(spelling.slice(0, 4000)) });
    return `${kind}-${number}`;
  }

  return {
    add,
    of: (kind, value, spelling = value) => {
      const quick = exact.get(kind)?.get(value);
      if (quick !== undefined) return quick;
      const pseudonym = slowly(kind, value, spelling);
      const ofKind = exact.get(kind) ?? new Map<string, string>();
      exact.set(kind, ofKind.set(ownCopy(value), pseudonym));
      return pseudonym;
    },
    has: (kind, value) => entries.has(keyOf(secret, kind, value)),
    all: () => [...entries.values()],
    discovered: () => {
      const since = fresh;
      fresh = [];
      return since;
    },
  };
}
