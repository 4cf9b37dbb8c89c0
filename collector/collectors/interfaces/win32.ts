import { numberOf, type Row, rowOf, rowsOf, textOf } from '../../toolkit/fields.ts';
import { askEach } from '../../toolkit/powershell-sources.ts';
import type { Details, Traffic } from './types.ts';

export const windowsScript = askEach({
  adapters: {
    list: `Get-NetAdapter -ErrorAction Stop|Select-Object Name,InterfaceDescription,@{n='Status';e={"$($_.Status)"}},MtuSize,@{n='Speed';e={$_.ReceiveLinkSpeed}},@{n='Medium';e={"$($_.PhysicalMediaType)"}}`,
  },
  counters: {
    list: 'Get-NetAdapterStatistics -ErrorAction Stop|Select-Object Name,ReceivedBytes,ReceivedUnicastPackets,ReceivedPacketErrors,ReceivedDiscardedPackets,SentBytes,SentUnicastPackets,OutboundPacketErrors,OutboundDiscardedPackets',
  },
  addressing: {
    list: `Get-NetIPInterface -ErrorAction Stop|Select-Object InterfaceAlias,@{n='Family';e={"$($_.AddressFamily)"}},@{n='Dhcp';e={"$($_.Dhcp)"}}`,
  },
});

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

/** An address family as .NET (`IPv4`) and as Windows' own numbers (2 and 23) name it. */
export function familyOf(value: unknown): 'IPv4' | 'IPv6' | null {
  if (value === 'IPv4' || numberOf(value) === 2) return 'IPv4';
  return value === 'IPv6' || numberOf(value) === 23 ? 'IPv6' : null;
}
