import { dateOf, numberOf, type Row, rowOf, rowsOf, textOf } from '#collector/toolkit/fields.ts';
import { askEach } from '#collector/toolkit/powershell-sources.ts';
import { win32Lease } from './leases.ts';
import type { Details, Interface, Traffic } from './types.ts';

const cableLog = 'Microsoft-Windows-Wired-AutoConfig/Operational';

export const windowsScript = askEach({
  adapters: {
    list: `Get-NetAdapter -ErrorAction Stop|Select-Object Name,InterfaceIndex,InterfaceGuid,InterfaceDescription,@{n='Status';e={"$($_.Status)"}},MtuSize,@{n='Speed';e={$_.ReceiveLinkSpeed}},@{n='Medium';e={"$($_.PhysicalMediaType)"}}`,
  },
  counters: {
    list: 'Get-NetAdapterStatistics -ErrorAction Stop|Select-Object Name,ReceivedBytes,ReceivedUnicastPackets,ReceivedPacketErrors,ReceivedDiscardedPackets,SentBytes,SentUnicastPackets,OutboundPacketErrors,OutboundDiscardedPackets',
  },
  addressing: {
    list: `Get-NetIPInterface -ErrorAction Stop|Select-Object InterfaceAlias,@{n='Family';e={"$($_.AddressFamily)"}},@{n='Dhcp';e={"$($_.Dhcp)"}}`,
  },
  leases: {
    list: `Get-CimInstance Win32_NetworkAdapterConfiguration -Filter 'DHCPEnabled=TRUE' -Property InterfaceIndex,DHCPServer,DHCPLeaseObtained,DHCPLeaseExpires -ErrorAction Stop|Select-Object InterfaceIndex,@{n='Server';e={$_.DHCPServer}},@{n='Obtained';e={if($_.DHCPLeaseObtained){$_.DHCPLeaseObtained.ToUniversalTime().ToString('o')}}},@{n='Expires';e={if($_.DHCPLeaseExpires){$_.DHCPLeaseExpires.ToUniversalTime().ToString('o')}}}`,
  },
  profiles: {
    list: `Get-NetConnectionProfile -ErrorAction Stop|Select-Object InterfaceAlias,@{n='Category';e={"$($_.NetworkCategory)"}},@{n='Four';e={"$($_.IPv4Connectivity)"}},@{n='Six';e={"$($_.IPv6Connectivity)"}}`,
  },
  cost: {
    one: `$p=[Windows.Networking.Connectivity.NetworkInformation,Windows,ContentType=WindowsRuntime]::GetInternetConnectionProfile();if($p){[pscustomobject]@{Adapter="$($p.NetworkAdapter.NetworkAdapterId)";Cost="$($p.GetConnectionCost().NetworkCostType)"}}`,
  },
  // By number, because the text is translated: Wired-AutoConfig writes 15505 when 802.1X succeeded and 15514 when it failed
  // (the provider's manifest; Microsoft, “Wired Network Authentication”, dd379913). Some editions do not have this log.
  cableSignIns: {
    list: `if(Get-WinEvent -ListLog '${cableLog}' -ErrorAction SilentlyContinue){Get-WinEvent -LogName '${cableLog}' -MaxEvents 1000 -FilterXPath "*[System[(EventID=15505 or EventID=15514) and TimeCreated[timediff(@SystemTime) <= ${7 * 86_400_000}]]]" -ErrorAction Stop|Select-Object Id,@{n='At';e={$_.TimeCreated.ToUniversalTime().ToString('o')}}}`,
  },
});

/**
 * `{ adapters: Get-NetAdapter, counters: Get-NetAdapterStatistics, addressing: Get-NetIPInterface, leases:
 * Win32_NetworkAdapterConfiguration, profiles: Get-NetConnectionProfile, cost: the connection to the internet }`.
 */
export function win32Adapters(answer: unknown): Details[] {
  const parts = rowOf(answer);
  const counters = new Map(rowsOf(parts.counters ?? []).map((one) => [one.Name, one]));
  const fours = rowsOf(parts.addressing ?? []).filter(({ Family }) => familyOf(Family) === 'IPv4');
  const addressing = new Map(fours.map((one) => [one.InterfaceAlias, one]));
  const leases = new Map(
    rowsOf(parts.leases ?? []).map((one) => [numberOf(one.InterfaceIndex), win32Lease(one)]),
  );
  const profiles = new Map(
    rowsOf(parts.profiles ?? []).map((one) => [one.InterfaceAlias, profileOf(one)]),
  );
  const cost = rowOf(parts.cost);
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
          ? traffic(counted, [
              'ReceivedBytes',
              'ReceivedUnicastPackets',
              'ReceivedPacketErrors',
              'ReceivedDiscardedPackets',
            ])
          : null,
        sent: counted
          ? traffic(counted, [
              'SentBytes',
              'SentUnicastPackets',
              'OutboundPacketErrors',
              'OutboundDiscardedPackets',
            ])
          : null,
        dhcp: dhcp === null ? null : dhcp === 'Enabled',
        lease: leases.get(numberOf(row.InterfaceIndex)) ?? null,
        profile: profiles.get(row.Name) ?? null,
        metered: sameGuid(row.InterfaceGuid, cost.Adapter) ? meteredBy(cost.Cost) : null,
      },
    ];
  });
}

const categories: Readonly<Record<string, string>> = {
  Public: 'public',
  Private: 'private',
  DomainAuthenticated: 'domain',
};

function profileOf(row: Row): NonNullable<Interface['profile']> {
  const reach = (value: unknown): string | null => textOf(value)?.toLowerCase() ?? null;
  return {
    category: categories[textOf(row.Category) ?? ''] ?? null,
    IPv4: reach(row.Four),
    IPv6: reach(row.Six),
  };
}

function sameGuid(first: unknown, second: unknown): boolean {
  const bare = (value: unknown): string | null =>
    textOf(value)?.replace(/[{}]/g, '').toLowerCase() ?? null;
  return bare(first) !== null && bare(first) === bare(second);
}

function meteredBy(cost: unknown): boolean | null {
  if (cost === 'Unrestricted') return false;
  return cost === 'Fixed' || cost === 'Variable' ? true : null;
}

/** Successful and failed 802.1X sign-ins on wired connections in the last days. */
export interface CableSignIns {
  days: number;
  succeeded: number;
  refused: number;
  last: { at: string | null; succeeded: boolean } | null;
}

/** `{ cableSignIns: Get-WinEvent }`, newest first; null without any wired sign-ins. */
export function win32SignIns(answer: unknown): CableSignIns | null {
  const events = rowsOf(rowOf(answer).cableSignIns ?? []).filter(
    ({ Id }) => Id === 15505 || Id === 15514,
  );
  const [newest] = events;
  if (!newest) return null;
  const succeeded = events.filter(({ Id }) => Id === 15505).length;
  const last = { at: dateOf(newest.At), succeeded: newest.Id === 15505 };
  return { days: 7, succeeded, refused: events.length - succeeded, last };
}

function traffic(
  row: Row,
  [bytes, packets, errors, dropped]: readonly [string, string, string, string],
): Traffic {
  return {
    bytes: numberOf(row[bytes]),
    packets: numberOf(row[packets]),
    errors: numberOf(row[errors]),
    dropped: numberOf(row[dropped]),
  };
}

/** An address family in .NET's words (`IPv4`) or Windows' numbers (2 and 23). */
export function familyOf(value: unknown): 'IPv4' | 'IPv6' | null {
  if (value === 'IPv4' || numberOf(value) === 2) return 'IPv4';
  return value === 'IPv6' || numberOf(value) === 23 ? 'IPv6' : null;
}
