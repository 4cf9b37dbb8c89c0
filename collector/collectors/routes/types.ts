export interface Route {
  family: 'IPv4' | 'IPv6';
  /** `default`, or an address with its prefix length. */
  destination: string;
  /** Null when the destination is on the network itself. */
  gateway: string | null;
  interface: string | null;
  metric: number | null;
  /** Linux: its table, if that is not the usual one; rules decide when the table applies. */
  table?: string;
  /** Linux: `unreachable`, `blackhole`, `prohibit`, `throw`: a route that leads nowhere. */
  kind?: string;
}

export const destinationOf = (text: string): string =>
  text === '0.0.0.0/0' || text === '::/0' ? 'default' : text;
