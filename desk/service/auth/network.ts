import { isIP, isIPv6 } from 'node:net';
import { raise } from '../../../contract/result.ts';

/**
 * What counts as one sender: an IPv4 address, or the /64 of an IPv6 address. A household or a rented server has 2^64 of
 * the latter, and could take a new one for each attempt (RFC 6177).
 */
export function networkOf(address: string): string {
  // An IPv4 sender at a socket that listens for both: `::ffff:192.0.2.1`.
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped) return mapped;
  const [plain = ''] = address.split('%');
  if (!isIPv6(plain)) return address;
  // The URL parser writes IPv6 in one way (RFC 5952), without leading zeros and with `::` for the longest run of them.
  const [head = '', tail = ''] = new URL(`http://[${plain}]`).hostname.slice(1, -1).split('::');
  const [before, after] = [head, tail].map((part) => part.split(':').filter(Boolean));
  const missing = 8 - (before?.length ?? 0) - (after?.length ?? 0);
  const groups = [...(before ?? []), ...Array.from({ length: missing }, () => '0'), ...(after ?? [])];
  return `${groups.slice(0, 4).join(':')}::/64`;
}

/**
 * Proxies that may say whom a request comes from, apart from one on this machine.
 * @throws CandorError `invalid-arguments` for what is neither an address nor a network such as `10.0.0.0/8`.
 */
export function trustedProxies(listed: readonly string[]): string[] {
  for (const proxy of listed) {
    const [address = '', bits = '0', ...rest] = proxy.split('/');
    const most = isIP(address) === 6 ? 128 : 32;
    if (isIP(address) === 0 || rest.length > 0 || !/^\d{1,3}$/.test(bits) || Number(bits) > most) {
      raise('invalid-arguments', 'The proxy {proxy} is not an IP address or a network such as 10.0.0.0/8.', {
        values: { proxy },
      });
    }
  }
  return ['loopback', ...listed];
}
