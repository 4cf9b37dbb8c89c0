import { withoutCredentials } from '#collector/toolkit/address.ts';
import { numberOf, type Row, rowOf, textOf } from '#collector/toolkit/fields.ts';
import { askEach } from '#collector/toolkit/powershell-sources.ts';
import { connectionSettings } from './connection-settings.ts';

const settings = 'SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Internet Settings';

const policies = 'SOFTWARE\\Policies\\Microsoft\\Windows\\CurrentVersion\\Internet Settings';

// Not `netsh winhttp show proxy`, which is translated. Windows services use the WinHTTP settings, and so do programs
// that run before anyone signs in.
export const windowsScript = askEach({
  person: { one: values('HKCU', settings) },
  personPolicy: { one: values('HKCU', policies) },
  computer: { one: values('HKLM', settings) },
  computerPolicy: { one: values('HKLM', policies) },
  personConnection: { one: bytes('HKCU', 'DefaultConnectionSettings') },
  computerConnection: { one: bytes('HKLM', 'DefaultConnectionSettings') },
  winHttp: { one: bytes('HKLM', 'WinHttpSettings') },
});

function values(hive: string, key: string): string {
  const names = 'ProxyEnable,ProxyServer,ProxyOverride,AutoConfigURL,ProxySettingsPerUser';
  return `Get-ItemProperty '${hive}:\\${key}' -Name ${names} -ErrorAction SilentlyContinue|Select-Object ${names}`;
}

function bytes(hive: string, name: string): string {
  return `(Get-ItemProperty '${hive}:\\${settings}\\Connections' -Name ${name} -ErrorAction SilentlyContinue).${name} -join ','`;
}

/**
 * `{ person, personPolicy, computer, computerPolicy: Internet Settings, personConnection, computerConnection:
 * DefaultConnectionSettings, winHttp: WinHttpSettings }`. The top level of the result applies to this person:
 * with the policy `ProxySettingsPerUser` 0, the computer's settings.
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
  [row.ProxyEnable, row.ProxyServer, row.ProxyOverride, row.AutoConfigURL].some(
    (value) => textOf(value) !== null,
  );

function registrySettings(row: Row) {
  const script = textOf(row.AutoConfigURL);
  return {
    enabled: numberOf(row.ProxyEnable) === 1,
    servers: serversOf(textOf(row.ProxyServer)),
    exceptions: textOf(row.ProxyOverride),
    script: script === null ? null : withoutCredentials(script).address,
  };
}

/** One address, or one for each scheme: `http=a:80;https=b:443`, which WinHTTP may also separate by spaces. */
function serversOf(text: string | null): (string | null)[] {
  return (text ?? '').split(/[; ]/).flatMap((entry) => {
    const [scheme = '', address] = entry.trim().split('=', 2);
    if (scheme === '') return [];
    return [
      address === undefined
        ? withoutCredentials(scheme).address
        : `${scheme}=${withoutCredentials(address).address ?? '?'}`,
    ];
  });
}
