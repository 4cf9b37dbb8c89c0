import { isIP } from 'node:net';
import { raise } from '#contract/errors/result.ts';

/**
 * Proxies that may say whom a request comes from, apart from one on this machine.
 * @throws CandorError `invalid-arguments` for what is neither an address nor a network such as `10.0.0.0/8`.
 */
export function trustedProxies(listed: readonly string[]): string[] {
  for (const proxy of listed) {
    const [address = '', bits = '0', ...rest] = proxy.split('/');
    const most = isIP(address) === 6 ? 128 : 32;
    if (isIP(address) === 0 || rest.length > 0 || !/^\d{1,3}$/.test(bits) || Number(bits) > most) {
      raise(
        'invalid-arguments',
        'The proxy {proxy} is not an IP address or a network such as 10.0.0.0/8.',
        {
          values: { proxy },
        },
      );
    }
  }
  return ['loopback', ...listed];
}
