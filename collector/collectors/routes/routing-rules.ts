import { jsonOf, numberOf, type Row, rowsOf, textOf } from '#collector/toolkit/fields.ts';
import type { Route } from './types.ts';

/** Which routing table applies to which traffic; the lowest priority number comes first. */
export interface RoutingRule {
  family: Route['family'];
  priority: number | null;
  /** True when it applies to all traffic except the named one. */
  not: boolean;
  from: string;
  to: string | null;
  incoming: string | null;
  outgoing: string | null;
  /** The mark that a program puts on its packets, as WireGuard does. */
  mark: string | null;
  table: string | null;
  /** Routes of this prefix length or shorter are ignored; 0 means the default route. */
  suppressedPrefixLength: number | null;
  /** An action other than looking up a table. */
  action: string | null;
}

/** `ip -json rule show` */
export function ipRules(output: string, family: Route['family']): RoutingRule[] {
  return rowsOf(jsonOf(output) ?? [])
    .slice(0, 500)
    .map((row) => ({
      family,
      priority: numberOf(row.priority),
      not: 'not' in row,
      from: network(row, 'src') ?? 'all',
      to: network(row, 'dst'),
      incoming: textOf(row.iif),
      outgoing: textOf(row.oif),
      mark: textOf(row.fwmark),
      table: textOf(row.table),
      suppressedPrefixLength: numberOf(row.suppress_prefixlen),
      action: textOf(row.action),
    }));
}

function network(row: Row, key: 'src' | 'dst'): string | null {
  const [address, length] = [textOf(row[key]), numberOf(row[`${key}len`])];
  return address === null || length === null ? address : `${address}/${length}`;
}
