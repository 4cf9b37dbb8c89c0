import { isIPv6 } from 'node:net';
import { withoutCredentials } from '#collector/toolkit/address.ts';
import { textOf } from '#collector/toolkit/fields.ts';

const mostExceptions = 100;

/**
 * `scutil --proxy`: a dictionary of `Key : value` lines. Only known settings are returned, and only from the
 * outermost dictionary: those inside `__SCOPED__` are for programs that are bound to one network.
 */
export function scutilProxy(output: string): Record<string, unknown> | null {
  if (!output.includes('<dictionary>')) return null;
  const { values, exceptions } = outermost(output);
  const value = (key: string): string | null => values.get(key) ?? null;
  const part = (kind: string) => ({
    enabled: value(`${kind}Enable`) === '1',
    address: addressOf(value(`${kind}Proxy`), value(`${kind}Port`)),
  });
  // The address stays there when someone turns the script off.
  const script = value('ProxyAutoConfigEnable') === '0' ? null : value('ProxyAutoConfigURLString');
  return {
    http: part('HTTP'),
    https: part('HTTPS'),
    socks: part('SOCKS'),
    automatic: value('ProxyAutoDiscoveryEnable') === '1',
    script: script === null ? null : withoutCredentials(script).address,
    // Host names contain no credentials, but a mistyped one might.
    exceptions: exceptions.filter((name) => !name.includes('@')).slice(0, mostExceptions),
  };
}

function outermost(output: string): { values: Map<string, string>; exceptions: string[] } {
  const values = new Map<string, string>();
  const exceptions: string[] = [];
  const inside: string[] = [];
  for (const line of output.split('\n')) {
    const [, key = '', value = ''] = /^\s{0,80}(\w{1,60}) : (.{1,4000})$/.exec(line) ?? [];
    const text = textOf(value);
    if (/<(?:dictionary|array)> \{\s*$/.test(line)) inside.push(key);
    else if (/^\s*\}\s*$/.test(line)) inside.pop();
    else if (text !== null && inside.length === 1) values.set(key, text);
    else if (text !== null && inside.length === 2 && inside[1] === 'ExceptionsList')
      exceptions.push(text);
  }
  return { values, exceptions };
}

function addressOf(host: string | null, port: string | null): string | null {
  if (host === null) return null;
  const name = isIPv6(host) ? `[${host}]` : host;
  return withoutCredentials(port === null ? name : `${name}:${port}`).address;
}
