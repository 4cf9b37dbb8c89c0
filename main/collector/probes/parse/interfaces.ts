import type { NetworkInterfaceInfo } from 'node:os';
import { jsonOf, listOf, numberOf, type Row, rowOf, rowsOf, textOf } from './fields.ts';

interface Traffic {
  bytes: number | null;
  packets: number | null;
  errors: number | null;
  dropped: number | null;
}

export interface Interface {
  name: string;
  /** What it is: `ether`, `loopback`, `Wi-Fi`, a product name. */
  kind: string | null;
  /** `up`, `down`, or the system's own word. */
  state: string | null;
  mtu: number | null;
  bitsPerSecond: number | null;
  mac: string | null;
  addresses: { address: string; prefixLength: number | null; family: 'IPv4' | 'IPv6'; scope: string | null }[];
  received: Traffic | null;
  sent: Traffic | null;
}

/** `ip -json -statistics address show` (iproute2 4.15 and later). */
export function ipInterfaces(output: string): Interface[] {
  return rowsOf(jsonOf(output) ?? []).flatMap((row): Interface[] => {
    const name = textOf(row.ifname);
    if (name === null) return [];
    const statistics = rowOf(row.stats64 ?? row.stats);
    return [
      {
        name,
        kind: textOf(row.link_type),
        state: stateOf(row),
        mtu: numberOf(row.mtu),
        bitsPerSecond: null,
        mac: textOf(row.address),
        addresses: rowsOf(row.addr_info ?? []).flatMap((entry) => addressOf(entry)),
        received: trafficOf(statistics.rx),
        sent: trafficOf(statistics.tx),
      },
    ];
  });
}

/** `/sys/class/net/NAME/speed` in Mbit/s; -1, nothing or an error where the driver does not know, as for Wi-Fi. */
export function linuxSpeed(text: string): number | null {
  const megabits = numberOf(/^\d{1,9}(?=\s*$)/.exec(text)?.[0]);
  // Some drivers write -1 as a number without a sign.
  return megabits === null || megabits === 0 || megabits >= 4294967 ? null : megabits * 1e6;
}

/** The kernel says UNKNOWN for drivers that do not report their carrier, such as loopback and tunnels; the flag still tells. */
function stateOf(row: Row): string | null {
  const state = textOf(row.operstate)?.toLowerCase() ?? null;
  if (state !== null && state !== 'unknown') return state;
  return listOf(row.flags).includes('UP') ? 'up' : 'down';
}

function addressOf(entry: Row): Interface['addresses'] {
  const address = textOf(entry.local);
  const family = entry.family === 'inet' ? 'IPv4' : entry.family === 'inet6' ? 'IPv6' : null;
  return address && family ? [{ address, prefixLength: numberOf(entry.prefixlen), family, scope: textOf(entry.scope) }] : [];
}

function trafficOf(value: unknown): Traffic | null {
  const [row] = rowsOf(value);
  if (!row) return null;
  return {
    bytes: numberOf(row.bytes),
    packets: numberOf(row.packets),
    errors: numberOf(row.errors),
    dropped: numberOf(row.dropped),
  };
}

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

type Details = Pick<Interface, 'name'> & Partial<Interface>;

/** Adds to each adapter what a second list says of the one with the same name; adapters only there have no address. */
export function withDetails(basic: Interface[], details: Details[]): Interface[] {
  if (details.length === 0) return [];
  const known = new Map(basic.map((one) => [one.name, one]));
  const more = details.filter(({ name }) => !known.has(name)).map((one) => ({ ...unconnected, ...one }));
  return [...basic.map((one) => ({ ...one, ...details.find(({ name }) => name === one.name) })), ...more];
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

/** `networksetup -listallhardwareports`: blocks of `Hardware Port: Wi-Fi` and `Device: en0`. */
export function darwinPorts(output: string): Details[] {
  return [...output.matchAll(/^Hardware Port: (.+)\nDevice: (\S+)$/gm)].map((match) => ({
    name: match[2] ?? '',
    kind: textOf(match[1]),
  }));
}

/** `Get-NetAdapter`. */
export function win32Adapters(answer: unknown): Details[] {
  return rowsOf(answer).flatMap((row): Details[] => {
    const name = textOf(row.Name);
    if (name === null) return [];
    const kind = textOf(row.InterfaceDescription) ?? textOf(row.Medium);
    const state = textOf(row.Status)?.toLowerCase() ?? null;
    return [{ name, kind, state, mtu: numberOf(row.MtuSize), bitsPerSecond: numberOf(row.Speed) }];
  });
}
