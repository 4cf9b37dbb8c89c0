import type { NetworkInterfaceInfo } from 'node:os';
import { numberOf } from '#collector/toolkit/fields.ts';
import type { Lease } from './leases.ts';

export interface Traffic {
  bytes: number | null;
  packets: number | null;
  errors: number | null;
  dropped: number | null;
}

export interface Interface {
  name: string;
  /** Its kind: `ether`, `loopback`, `Wi-Fi`, a product name. */
  kind: string | null;
  /** `up`, `down`, or the system's own word. */
  state: string | null;
  mtu: number | null;
  bitsPerSecond: number | null;
  mac: string | null;
  addresses: {
    address: string;
    prefixLength: number | null;
    family: 'IPv4' | 'IPv6';
    scope: string | null;
  }[];
  received: Traffic | null;
  sent: Traffic | null;
  /** Windows: whether its IPv4 address comes from DHCP. */
  dhcp?: boolean | null;
  /** Its DHCP lease; null without one. */
  lease?: Lease | null;
  /** Whether the system considers the connection metered. */
  metered?: boolean | null;
  /** Windows: `public`, `private` or `domain`, which decides what its firewall lets in; and what each address family can reach. */
  profile?: { category: string | null; IPv4: string | null; IPv6: string | null } | null;
}

export type Details = Pick<Interface, 'name'> & Partial<Interface>;

export function nodeInterfaces(found: NodeJS.Dict<NetworkInterfaceInfo[]>): Interface[] {
  return Object.entries(found).map(([name, entries = []]) => ({
    name,
    kind: entries[0]?.internal ? 'loopback' : null,
    state: null,
    mtu: null,
    bitsPerSecond: null,
    mac: entries[0]?.mac ?? null,
    addresses: entries.map(({ address, family, cidr }) => ({
      address,
      prefixLength: numberOf(cidr?.split('/')[1]),
      family,
      scope: null,
    })),
    received: null,
    sent: null,
  }));
}

/** Merges the details of the adapter with the same name; adapters only in the second list have no address. */
export function withDetails(basic: Interface[], details: Details[]): Interface[] {
  if (details.length === 0) return [];
  const known = new Map(basic.map((adapter) => [adapter.name, adapter]));
  const more = details
    .filter(({ name }) => !known.has(name))
    .map((adapter) => ({ ...unconnected, ...adapter }));
  return [
    ...basic.map((adapter) => ({
      ...adapter,
      ...details.find(({ name }) => name === adapter.name),
    })),
    ...more,
  ];
}

const unconnected = {
  kind: null,
  state: 'down',
  mtu: null,
  bitsPerSecond: null,
  mac: null,
  addresses: [],
  received: null,
  sent: null,
};
