import { numberOf, rowsOf, textOf } from '#collector/toolkit/fields.ts';
import { askEach } from '#collector/toolkit/powershell-sources.ts';
import { destinationOf, type Route } from './types.ts';

export const windowsScript = askEach({
  routes: {
    list: `Get-NetRoute -ErrorAction Stop|Select-Object DestinationPrefix,NextHop,InterfaceAlias,@{n='Family';e={"$($_.AddressFamily)"}},@{n='Metric';e={$_.RouteMetric+$_.InterfaceMetric}}`,
  },
  neighbours: {
    list: `Get-NetNeighbor -ErrorAction Stop|Where-Object {"$($_.State)" -ne 'Permanent'}|Select-Object -First 2000 IPAddress,InterfaceAlias,@{n='State';e={"$($_.State)"}}`,
  },
});

/** `Get-NetRoute`. Null without any answer. */
export function win32Routes(answer: unknown): Route[] | null {
  if (answer === undefined) return null;
  return rowsOf(answer).flatMap((row): Route[] => {
    const destination = textOf(row.DestinationPrefix);
    if (destination === null) return [];
    const gateway = textOf(row.NextHop);
    return [
      {
        family: row.Family === 'IPv6' ? 'IPv6' : 'IPv4',
        destination: destinationOf(destination),
        gateway: gateway === '0.0.0.0' || gateway === '::' ? null : gateway,
        interface: textOf(row.InterfaceAlias),
        metric: numberOf(row.Metric),
      },
    ];
  });
}
