import { isIPv6 } from 'node:net';
import ipaddr from 'ipaddr.js';

/**
 * The network that attempts from an address are counted for: an IPv4 address counts as itself, an IPv6 address as its first
 * 64 bits, because a single machine is given all the rest (RFC 4291, 2.5.1; RFC 6177). Anything else counts as it is written.
 */
export function networkOf(address: string): string {
  // Node's own check first: ipaddr.js also accepts forms that no socket reports, such as `0x7f.1`.
  if (!isIPv6(address)) return address;
  const ip = ipaddr.IPv6.parse(address);
  if (ip.isIPv4MappedAddress()) return ip.toIPv4Address().toString();
  return `${new ipaddr.IPv6([...ip.parts.slice(0, 4), 0, 0, 0, 0])}/64`;
}
