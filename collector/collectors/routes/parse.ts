import { jsonOf, numberOf, rowsOf, textOf } from '../../toolkit/fields.ts';

export interface Route {
  family: 'IPv4' | 'IPv6';
  /** `default`, or an address with its prefix length. */
  destination: string;
  /** Null when the destination is on the network itself. */
  gateway: string | null;
  interface: string | null;
  metric: number | null;
  /** Linux: the table it stands in, when that is not the usual one; rules say when it is asked. */
  table?: string;
  /** Linux: `unreachable`, `blackhole`, `prohibit`, `throw`: it leads nowhere. */
  kind?: string;
}

const destinationOf = (text: string): string => (text === '0.0.0.0/0' || text === '::/0' ? 'default' : text);

/** `ip -json route show table all`; an empty table prints nothing in some versions. What the kernel keeps for its own addresses is left out. */
export function ipRoutes(output: string, family: Route['family']): Route[] {
  return rowsOf(jsonOf(output) ?? []).flatMap((row): Route[] => {
    const destination = textOf(row.dst);
    if (destination === null || row.table === 'local') return [];
    const kind = textOf(row.type);
    const table = textOf(row.table);
    // With several ways to one place, each stands in `nexthops`.
    const ways = [row, ...rowsOf(row.nexthops ?? [])].filter((way) => way.dev !== undefined || way.gateway !== undefined);
    // A black hole has neither way nor interface.
    return (ways.length > 0 || kind === null ? ways : [row]).map((way) => ({
      family,
      destination: destinationOf(destination),
      gateway: textOf(way.gateway),
      interface: textOf(way.dev),
      metric: numberOf(row.metric),
      ...(table === null || table === 'main' ? {} : { table }),
      ...(kind === null || kind === 'unicast' ? {} : { kind }),
    }));
  });
}

/** `/proc/net/route`: addresses as hexadecimal numbers in the processor's byte order, which is little-endian wherever this runs. */
export function procRoutes(table: string): Route[] {
  return table.split('\n').flatMap((line): Route[] => {
    const [name = '', destination = '', gateway = '', , , , metric, mask = ''] = line.trim().split(/\s+/);
    if (![destination, gateway, mask].every((hex) => /^[0-9A-F]{8}$/i.test(hex))) return [];
    const length = Number.parseInt(mask, 16).toString(2).replaceAll('0', '').length;
    return [
      {
        family: 'IPv4',
        destination: destinationOf(`${dotted(destination)}/${length}`),
        gateway: gateway === '00000000' ? null : dotted(gateway),
        interface: textOf(name),
        metric: numberOf(metric),
      },
    ];
  });
}

const dotted = (hex: string): string => [6, 4, 2, 0].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)).join('.');

/** macOS `netstat -rn`: a part for each family, then Destination, Gateway, Flags, Netif. */
export function netstatRoutes(output: string): Route[] {
  const routes: Route[] = [];
  let family: Route['family'] | null = null;
  for (const line of output.split('\n')) {
    if (/^Internet6?:/.test(line)) family = line.startsWith('Internet6') ? 'IPv6' : 'IPv4';
    const [destination = '', gateway = '', flags = '', netif = ''] = line.trim().split(/\s+/);
    if (family === null || netif === '' || destination === 'Destination' || !/^[A-Za-z]+$/.test(flags)) continue;
    const direct = gateway.startsWith('link#') || /^[0-9a-f]{1,2}(:[0-9a-f]{1,2}){5}$/i.test(gateway);
    routes.push({ family, destination, gateway: direct ? null : gateway, interface: netif, metric: null });
  }
  return routes;
}

/** `Get-NetRoute`. Null when it gave no answer at all. */
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
