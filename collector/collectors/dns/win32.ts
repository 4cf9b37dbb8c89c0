import { listOf, rowOf, rowsOf, textOf } from '#collector/toolkit/fields.ts';
import { askEach } from '#collector/toolkit/powershell-sources.ts';
import { mostResolvers as most, type NameResolver, type NameSettings } from './types.ts';

export const windowsScript = askEach({
  servers: {
    list: `Get-DnsClientServerAddress -ErrorAction Stop|Select-Object InterfaceAlias,@{n='Servers';e={$_.ServerAddresses -join ' '}}`,
  },
  suffixes: {
    list: `Get-DnsClientGlobalSetting -ErrorAction Stop|Select-Object @{n='Suffixes';e={$_.SuffixSearchList -join ' '}}`,
  },
  adapters: {
    list: 'Get-DnsClient -ErrorAction Stop|Select-Object InterfaceAlias,ConnectionSpecificSuffix',
  },
  rules: {
    list: `Get-DnsClientNrptPolicy -Effective -ErrorAction Stop|Select-Object @{n='Namespace';e={$_.Namespace -join ' '}},@{n='Servers';e={$_.NameServers -join ' '}},@{n='DirectAccessServers';e={$_.DirectAccessDnsServers -join ' '}}`,
  },
});

const addressShape = /^[0-9A-Fa-f:.]{2,60}(?:%[\w.]{1,20})?$/;

/** Lists are joined by spaces, because PowerShell 5.1 writes a list of one entry differently from a list of two. */
const words = (value: unknown): string[] =>
  (textOf(value) ?? '').split(' ').filter((word) => word !== '');

/**
 * `{ servers: Get-DnsClientServerAddress, suffixes: Get-DnsClientGlobalSetting, adapters: Get-DnsClient, rules:
 * Get-DnsClientNrptPolicy }`. The rules (name resolution policy table) send some names to other servers, usually of a VPN.
 */
export function win32Dns(answer: unknown): NameSettings {
  const parts = rowOf(answer);
  const suffixOf = new Map(
    rowsOf(parts.adapters ?? []).map((row) => [
      textOf(row.InterfaceAlias),
      textOf(row.ConnectionSpecificSuffix),
    ]),
  );
  const adapters = rowsOf(parts.servers ?? []).flatMap((row): NameResolver[] => {
    // Windows fills in fec0:0:0:ffff::1 to 3 without a configured IPv6 server; nothing answers there (RFC 3879).
    const servers = words(row.Servers).filter(
      (server) => addressShape.test(server) && !/^fec0:0:0:ffff::/i.test(server),
    );
    const name = textOf(row.InterfaceAlias);
    const suffix = suffixOf.get(name) ?? null;
    return servers.length === 0 || name === null
      ? []
      : [
          {
            domain: null,
            servers,
            searchDomains: suffix === null ? [] : [suffix],
            interface: name,
            reachable: null,
            scoped: false,
          },
        ];
  });
  const rules = rowsOf(parts.rules ?? []).flatMap((row): NameResolver[] =>
    words(row.Namespace).map((domain) => ({
      domain,
      servers: [...words(row.Servers), ...words(row.DirectAccessServers)].filter((server) =>
        addressShape.test(server),
      ),
      searchDomains: [],
      interface: null,
      reachable: null,
      scoped: false,
    })),
  );
  const suffixes = listOf(parts.suffixes).flatMap((entry) => words(rowOf(entry).Suffixes ?? entry));
  const own = adapters.flatMap(({ searchDomains }) => searchDomains);
  return {
    searchDomains: [...new Set([...suffixes, ...own])].slice(0, most),
    options: [],
    resolvers: [...adapters, ...rules].slice(0, most),
  };
}
