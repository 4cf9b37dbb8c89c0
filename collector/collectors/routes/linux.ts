import { jsonOf, numberOf, rowsOf, textOf } from '#collector/toolkit/fields.ts';
import { destinationOf, type Route } from './types.ts';

/** `ip -json route show table all`; some versions print nothing for an empty table. The kernel's routes to its own addresses are left out. */
export function ipRoutes(output: string, family: Route['family']): Route[] {
  return rowsOf(jsonOf(output) ?? []).flatMap((row): Route[] => {
    const destination = textOf(row.dst);
    if (destination === null || row.table === 'local') return [];
    const kind = textOf(row.type);
    const table = textOf(row.table);
    // A destination with several gateways lists them in `nexthops`.
    const ways = [row, ...rowsOf(row.nexthops ?? [])].filter(
      (way) => way.dev !== undefined || way.gateway !== undefined,
    );
    // A black hole has no gateway and no interface.
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

/** `/proc/net/route`: addresses as hexadecimal numbers in the processor's byte order, which is little-endian on all supported ones. */
export function procRoutes(table: string): Route[] {
  return table.split('\n').flatMap((line): Route[] => {
    const [name = '', destination = '', gateway = '', , , , metric, mask = ''] = line
      .trim()
      .split(/\s+/);
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

const dotted = (hex: string): string =>
  [6, 4, 2, 0].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)).join('.');
