import { isIPv6 } from 'node:net';

/**
 * Public resolvers: which one a machine asks is useful for diagnosis and does not identify a
 * person.
 */
const publicResolvers = new Set([
  '1.1.1.1',
  '1.0.0.1',
  '8.8.8.8',
  '8.8.4.4',
  '9.9.9.9',
  '149.112.112.112',
  '208.67.222.222',
  '208.67.220.220',
  '94.140.14.14',
  '94.140.15.15',
  '2606:4700:4700::1111',
  '2606:4700:4700::1001',
  '2001:4860:4860::8888',
  '2001:4860:4860::8844',
  '2620:fe::fe',
  '2620:fe::9',
]);

/** A dotted quad as an unsigned 32-bit number; null with a part above 255 or with leading zeros. */
export function ipv4Number(text: string): number | null {
  let number = 0;
  let part = -1;
  for (let index = 0; index <= text.length; index += 1) {
    const digit = text.charCodeAt(index) - 48;
    if (digit >= 0 && digit <= 9) {
      if (part === 0) return null;
      part = part < 0 ? digit : part * 10 + digit;
    } else {
      if (part < 0 || part > 255) return null;
      number = number * 256 + part;
      part = -1;
    }
  }
  return number;
}

const within = (number: number, base: number, bits: number): boolean =>
  number >>> (32 - bits) === base >>> (32 - bits);
const net10 = 0x0a000000;
const net172 = 0xac100000;
const net192 = 0xc0a80000;

/** RFC 1918 and RFC 6598: private network addresses. */
export function isPrivateIPv4(number: number): boolean {
  return (
    within(number, net10, 8) ||
    within(number, net172, 12) ||
    within(number, net192, 16) ||
    within(number, 0x64400000, 10)
  );
}

/** Ones then zeros, as in 255.255.255.0, or the reverse, as in 0.0.0.255. */
function looksLikeMask(number: number): boolean {
  const inverse = ~number >>> 0;
  return (inverse & (inverse + 1)) === 0 || (number & (number + 1)) === 0;
}

/**
 * IPv4 addresses with the same meaning on every machine: unspecified, loopback, link-local (RFC
 * 3927: its presence is a DHCP failure), multicast and broadcast, netmasks, whole private blocks,
 * public resolvers.
 */
export function isOrdinaryIPv4(number: number, address: string): boolean {
  const first = number >>> 24;
  if (
    first === 0 ||
    first === 127 ||
    first >= 224 ||
    within(number, 0xa9fe0000, 16) ||
    looksLikeMask(number)
  )
    return true;
  return number === net10 || number === net172 || number === net192 || publicResolvers.has(address);
}

/**
 * RFC 5952 spelling, so that two spellings of one address get the same pseudonym; null when it is
 * not an address.
 */
export function canonicalIPv6(text: string): string | null {
  if (text.length > 39 || !isIPv6(text)) return null;
  return new URL(`http://[${text}]/`).hostname.slice(1, -1);
}

/**
 * Unspecified, loopback, bare prefixes, multicast, public resolvers. Not the link-local address of
 * an interface.
 */
export function isOrdinaryIPv6(canonical: string): boolean {
  if (publicResolvers.has(canonical) || canonical === '::1') return true;
  return canonical.startsWith('ff') || /^(?:::|(?:fe80|fc00|fd00|2000|64:ff9b)::)$/.test(canonical);
}

/** Twelve lower-case hexadecimal digits: all spellings of a MAC address are one value. */
export function bareMac(text: string): string {
  return text.replace(/[^0-9a-fA-F]/g, '').toLowerCase();
}

/** All zeros, broadcast, and the multicast prefixes of IPv4 (RFC 1112) and IPv6 (RFC 2464). */
export function isOrdinaryMac(bare: string): boolean {
  return /^(?:0{12}|f{12}|01005e.*|3333.*)$/.test(bare);
}
