import type { NetworkInterfaceInfo } from 'node:os';
import { jsonOf, listOf, numberOf, type Row, rowOf, rowsOf, textOf } from '../../toolkit/fields.ts';
import { familyOf } from '../dns/resolvers.ts';

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
  /** Windows: whether its IPv4 address comes by DHCP. */
  dhcp?: boolean | null;
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

/**
 * `ifconfig -a`: a line for each interface with its flags and MTU, then lines with a tab. `status` is only there for what
 * can have a carrier; a Wi-Fi that is off is UP all the same.
 */
export function ifconfigInterfaces(output: string): Details[] {
  return output.split(/^(?=[a-z][\w.-]{0,30}: flags=)/m).flatMap((block): Details[] => {
    const [, name = '', flags = '', mtu] =
      /^([a-z][\w.-]{0,30}): flags=[0-9a-f]{1,8}<([A-Z0-9_,]{0,300})> mtu (\d{1,6})/.exec(block) ?? [];
    if (name === '') return [];
    const status = /^\tstatus: (active|inactive)\b/m.exec(block)?.[1];
    const running = flags.split(',').includes('RUNNING') && flags.split(',').includes('UP');
    const up = status === undefined ? running : status === 'active';
    const mac = textOf(/^\tether ([0-9a-f:]{11,17})\b/m.exec(block)?.[1]);
    const [, speed, giga] = /^\tmedia: .{0,80}?\((\d{1,5})(G?)base/im.exec(block) ?? [];
    const megabits = numberOf(speed);
    return [
      {
        name,
        state: up ? 'up' : 'down',
        mtu: numberOf(mtu),
        ...(megabits === null ? {} : { bitsPerSecond: megabits * (giga ? 1e9 : 1e6) }),
        ...(mac === null ? {} : { mac }),
      },
    ];
  });
}

/**
 * The `<Link#N>` rows of `netstat -ibn`, one an interface; the rows of its addresses repeat the numbers. The hardware
 * address may be missing, so that columns count from the end: … Ipkts Ierrs Ibytes Opkts Oerrs Obytes Coll.
 */
export function netstatCounters(output: string): Details[] {
  return output.split('\n').flatMap((line): Details[] => {
    const fields = line.slice(0, 500).trim().split(/ +/);
    const name = (fields[0] ?? '').replace(/\*$/, '');
    if (fields.length < 10 || name === '' || !/^<Link#\d{1,4}>$/.test(fields[2] ?? '')) return [];
    const traffic = (bytes: number, packets: number, errors: number): Traffic => ({
      bytes: numberOf(fields.at(bytes)),
      packets: numberOf(fields.at(packets)),
      errors: numberOf(fields.at(errors)),
      dropped: null,
    });
    return [{ name, received: traffic(-5, -7, -6), sent: traffic(-2, -4, -3) }];
  });
}

/** `{ adapters: Get-NetAdapter, counters: Get-NetAdapterStatistics, addressing: Get-NetIPInterface }`. */
export function win32Adapters(answer: unknown): Details[] {
  const parts = rowOf(answer);
  const counters = new Map(rowsOf(parts.counters ?? []).map((one) => [one.Name, one]));
  const fours = rowsOf(parts.addressing ?? []).filter(({ Family }) => familyOf(Family) === 'IPv4');
  const addressing = new Map(fours.map((one) => [one.InterfaceAlias, one]));
  return rowsOf(parts.adapters ?? []).flatMap((row): Details[] => {
    const name = textOf(row.Name);
    if (name === null) return [];
    const kind = textOf(row.InterfaceDescription) ?? textOf(row.Medium);
    const state = textOf(row.Status)?.toLowerCase() ?? null;
    const counted = counters.get(row.Name);
    const dhcp = textOf(addressing.get(row.Name)?.Dhcp);
    return [
      {
        ...{ name, kind, state, mtu: numberOf(row.MtuSize), bitsPerSecond: numberOf(row.Speed) },
        received: counted
          ? traffic(counted, ['ReceivedBytes', 'ReceivedUnicastPackets', 'ReceivedPacketErrors', 'ReceivedDiscardedPackets'])
          : null,
        sent: counted
          ? traffic(counted, ['SentBytes', 'SentUnicastPackets', 'OutboundPacketErrors', 'OutboundDiscardedPackets'])
          : null,
        dhcp: dhcp === null ? null : dhcp === 'Enabled',
      },
    ];
  });
}

function traffic(row: Row, [bytes, packets, errors, dropped]: readonly [string, string, string, string]): Traffic {
  return {
    bytes: numberOf(row[bytes]),
    packets: numberOf(row[packets]),
    errors: numberOf(row[errors]),
    dropped: numberOf(row[dropped]),
  };
}
