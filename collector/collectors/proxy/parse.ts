import { withoutCredentials } from '../../toolkit/address.ts';
import { numberOf, type Row, rowOf, textOf } from '../../toolkit/fields.ts';
import { connectionSettings } from './connection-settings.ts';

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

/**
 * `{ person, personPolicy, computer, computerPolicy: Internet Settings, personConnection, computerConnection:
 * DefaultConnectionSettings, winHttp: WinHttpSettings }`. At the top stands what holds for this person: with
 * `ProxySettingsPerUser` 0, a policy, that is the computer's own.
 */
export function win32Proxy(answer: unknown): Record<string, unknown> | null {
  if (answer === undefined) return null;
  const parts = rowOf(answer);
  const perComputer = numberOf(rowOf(parts.computerPolicy).ProxySettingsPerUser) === 0;
  const who = perComputer ? 'computer' : 'person';
  const connection = connectionSettings(parts[`${who}Connection`]);
  const policies = [rowOf(parts.computerPolicy), rowOf(parts.personPolicy)].filter(setsProxy);
  const services = connectionSettings(parts.winHttp);
  return {
    ...registrySettings(rowOf(parts[who])),
    automatic: connection?.automatic ?? null,
    perComputer,
    policies: policies.map(registrySettings),
    services: services && {
      direct: !services.manual,
      servers: serversOf(services.servers),
      exceptions: services.exceptions,
    },
  };
}

const setsProxy = (row: Row): boolean =>
  [row.ProxyEnable, row.ProxyServer, row.ProxyOverride, row.AutoConfigURL].some((value) => textOf(value) !== null);

function registrySettings(row: Row) {
  const script = textOf(row.AutoConfigURL);
  return {
    enabled: numberOf(row.ProxyEnable) === 1,
    servers: serversOf(textOf(row.ProxyServer)),
    exceptions: textOf(row.ProxyOverride),
    script: script === null ? null : withoutCredentials(script).address,
  };
}

/** One address, or one for each scheme: `http=a:80;https=b:443`, which WinHTTP may also part with spaces. */
function serversOf(text: string | null): (string | null)[] {
  return (text ?? '').split(/[; ]/).flatMap((entry) => {
    const [scheme = '', address] = entry.trim().split('=', 2);
    if (scheme === '') return [];
    return [
      address === undefined ? withoutCredentials(scheme).address : `${scheme}=${withoutCredentials(address).address ?? '?'}`,
    ];
  });
}
