import { withoutCredentials } from './address.ts';
import { numberOf, rowOf, textOf } from './fields.ts';

const variableNames = ['http_proxy', 'https_proxy', 'ftp_proxy', 'all_proxy', 'no_proxy'];

interface ProxyVariable {
  name: string;
  value: string | null;
  hadCredentials: boolean;
}

/** The proxy variables of an environment, in both spellings, without credentials. Nothing else of it is looked at. */
export function proxyVariables(environment: Record<string, string | undefined>): ProxyVariable[] {
  return variableNames
    .flatMap((name) => [name, name.toUpperCase()])
    .flatMap((name): ProxyVariable[] => {
      const value = environment[name];
      if (value === undefined || value === '') return [];
      // A list of names without a scheme; it holds no credentials, but a mistyped one might.
      if (name.toLowerCase() === 'no_proxy') {
        const safe = !value.includes('@');
        return [{ name, value: safe ? value.slice(0, 2000) : null, hadCredentials: !safe }];
      }
      const { address, hadCredentials } = withoutCredentials(value);
      return [{ name, value: address, hadCredentials }];
    });
}

/** `PROXY host:8080; SOCKS5 other:1080; DIRECT`: a list in which each entry may carry an address. */
export function chromiumAnswer(answer: string): string {
  return answer
    .split(';')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '')
    .map((entry) => {
      const [kind = '', address] = entry.split(/\s+/, 2);
      return address === undefined ? kind : `${kind} ${withoutCredentials(address).address ?? '?'}`;
    })
    .join('; ');
}

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

/** The registry's Internet Settings; `ProxyServer` is one address or `http=a:80;https=b:443`. */
export function win32Proxy(answer: unknown): Record<string, unknown> | null {
  if (answer === undefined) return null;
  const row = rowOf(answer);
  const script = textOf(row.AutoConfigURL);
  const servers = (textOf(row.ProxyServer) ?? '').split(';').flatMap((entry) => {
    const [scheme = '', address] = entry.trim().split('=', 2);
    if (scheme === '') return [];
    return [
      address === undefined ? withoutCredentials(scheme).address : `${scheme}=${withoutCredentials(address).address ?? '?'}`,
    ];
  });
  return {
    enabled: numberOf(row.ProxyEnable) === 1,
    servers,
    exceptions: textOf(row.ProxyOverride),
    script: script === null ? null : withoutCredentials(script).address,
  };
}
