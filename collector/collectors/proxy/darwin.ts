import { withoutCredentials } from '../../toolkit/address.ts';
import { textOf } from '../../toolkit/fields.ts';

/** `scutil --proxy`: a dictionary of `Key : value` lines. Only the keys known to be settings are kept. */
export function scutilProxy(output: string): Record<string, unknown> | null {
  const value = (key: string): string | null => textOf(new RegExp(`^\\s*${key} : (.+)$`, 'm').exec(output)?.[1]);
  if (!output.includes('<dictionary>')) return null;
  const part = (kind: string) => ({
    enabled: value(`${kind}Enable`) === '1',
    address: addressOf(value(`${kind}Proxy`), value(`${kind}Port`)),
  });
  const script = value('ProxyAutoConfigURLString');
  return {
    http: part('HTTP'),
    https: part('HTTPS'),
    socks: part('SOCKS'),
    automatic: value('ProxyAutoDiscoveryEnable') === '1',
    script: script === null ? null : withoutCredentials(script).address,
  };
}

function addressOf(host: string | null, port: string | null): string | null {
  return host === null ? null : withoutCredentials(port === null ? host : `${host}:${port}`).address;
}
