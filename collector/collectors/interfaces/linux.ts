import {
  jsonOf,
  listOf,
  numberOf,
  type Row,
  rowOf,
  rowsOf,
  textOf,
} from '#collector/toolkit/fields.ts';
import type { Interface, Traffic } from './types.ts';

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

/** `/sys/class/net/NAME/speed` in Mbit/s; -1, nothing or an error when the driver does not know, as for Wi-Fi. */
export function linuxSpeed(text: string): number | null {
  const megabits = numberOf(/^\d{1,9}(?=\s*$)/.exec(text)?.[0]);
  // Some drivers write -1 as an unsigned number.
  return megabits === null || megabits === 0 || megabits >= 4294967 ? null : megabits * 1e6;
}

/** The kernel reports UNKNOWN for drivers without a carrier, such as loopback and tunnels; the flag still shows the state. */
function stateOf(row: Row): string | null {
  const state = textOf(row.operstate)?.toLowerCase() ?? null;
  if (state !== null && state !== 'unknown') return state;
  return listOf(row.flags).includes('UP') ? 'up' : 'down';
}

function addressOf(entry: Row): Interface['addresses'] {
  const address = textOf(entry.local);
  const family = entry.family === 'inet' ? 'IPv4' : entry.family === 'inet6' ? 'IPv6' : null;
  return address && family
    ? [{ address, prefixLength: numberOf(entry.prefixlen), family, scope: textOf(entry.scope) }]
    : [];
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
