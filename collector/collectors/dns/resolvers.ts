import { listOf, numberOf, rowOf, rowsOf, textOf } from '../../toolkit/fields.ts';

/** One way in which names are looked up; macOS and Windows know several beside each other. */
export interface NameResolver {
  /** The names that it is for; null: all that no other is for. */
  domain: string | null;
  servers: string[];
  searchDomains: string[];
  interface: string | null;
  /** macOS: whether its servers can be reached as things are. */
  reachable: boolean | null;
  /** Only for programs that are bound to its interface. */
  scoped: boolean;
}

export interface NameSettings {
  searchDomains: string[];
  options: string[];
  resolvers: NameResolver[];
}

const most = 64;
const addressShape = /^[0-9A-Fa-f:.]{2,60}(?:%[\w.]{1,20})?$/;

/**
 * `scutil --dns`, what programs on macOS really use: numbered resolvers, then once more those for one interface. Those of
 * mDNS are the same on every Mac and are left out.
 */
export function scutilDns(output: string): NameSettings {
  const [general = '', scoped = ''] = output.split(/^DNS configuration \(for scoped queries\)[ \t]{0,5}$/m, 2);
  const resolvers = [...resolversIn(general, false), ...resolversIn(scoped, true)].slice(0, most);
  const first = resolvers.find(({ domain, scoped: bound }) => domain === null && !bound);
  return { searchDomains: first?.searchDomains ?? [], options: [], resolvers };
}

function resolversIn(text: string, scoped: boolean): NameResolver[] {
  return text
    .split(/^resolver #\d{1,5}[ \t]{0,5}$/m)
    .slice(1)
    .flatMap((block): NameResolver[] => {
      const pairs = block
        .split('\n')
        .map((line) => /^ {1,8}([a-z_]{2,20}(?: domain)?)(?:\[\d{1,4}\])? {0,8}: (.{1,500})$/.exec(line));
      const all = (key: string): string[] => pairs.flatMap((pair) => (pair?.[1] === key ? (textOf(pair[2]) ?? []) : []));
      const servers = all('nameserver');
      if (servers.length === 0 || all('options').includes('mdns')) return [];
      const reach = all('reach')[0];
      return [
        {
          domain: all('domain')[0] ?? null,
          servers,
          searchDomains: all('search domain'),
          interface: /\(([\w.-]{1,30})\)$/.exec(all('if_index')[0] ?? '')?.[1] ?? null,
          reachable: reach === undefined ? null : /\bReachable/.test(reach) && !/Not Reachable/.test(reach),
          scoped,
        },
      ];
    });
}

/** Lists come joined by spaces: as a list, PowerShell 5.1 writes one entry differently from two. */
const words = (value: unknown): string[] => (textOf(value) ?? '').split(' ').filter((word) => word !== '');

/**
 * `{ servers: Get-DnsClientServerAddress, suffixes: Get-DnsClientGlobalSetting, adapters: Get-DnsClient, rules:
 * Get-DnsClientNrptPolicy }`. The rules (name resolution policy table) send some names to other servers, mostly of a VPN.
 */
export function win32Dns(answer: unknown): NameSettings {
  const parts = rowOf(answer);
  const suffixOf = new Map(
    rowsOf(parts.adapters ?? []).map((row) => [textOf(row.InterfaceAlias), textOf(row.ConnectionSpecificSuffix)]),
  );
  const adapters = rowsOf(parts.servers ?? []).flatMap((row): NameResolver[] => {
    // fec0:0:0:ffff::1 to 3 stand where nobody set an IPv6 server; nothing answers there (RFC 3879).
    const servers = words(row.Servers).filter((server) => addressShape.test(server) && !/^fec0:0:0:ffff::/i.test(server));
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
      servers: [...words(row.Servers), ...words(row.DirectAccessServers)].filter((server) => addressShape.test(server)),
      searchDomains: [],
      interface: null,
      reachable: null,
      scoped: false,
    })),
  );
  const suffixes = listOf(parts.suffixes).flatMap((one) => words(rowOf(one).Suffixes ?? one));
  const own = adapters.flatMap(({ searchDomains }) => searchDomains);
  return {
    searchDomains: [...new Set([...suffixes, ...own])].slice(0, most),
    options: [],
    resolvers: [...adapters, ...rules].slice(0, most),
  };
}

export interface NetworkInUse {
  /** Interfaces that carry traffic, the preferred one first. */
  order: string[];
  families: { family: 'IPv4' | 'IPv6'; interface: string; servesNames: boolean; reachable: boolean | null }[];
}

/** `scutil --nwi`: which interfaces macOS uses for IPv4 and IPv6, and whether anything can be reached by them. */
export function scutilNwi(output: string): NetworkInUse | null {
  if (!/^Network information/.test(output)) return null;
  const families = (['IPv4', 'IPv6'] as const).flatMap((family) => {
    const start = output.indexOf(`${family} network interface information`);
    if (start < 0) return [];
    const until = output.indexOf('   REACH :', start);
    const block = output.slice(start, until < 0 ? start + 20_000 : until);
    const entries = [...block.matchAll(/^ {1,12}([\w.-]{1,30}) : flags {0,10}: 0x[0-9a-f]{1,8} \(([\w, ]{0,100})\)/gm)];
    return entries.map((entry, index) => {
      const own = block.slice(entry.index, entries[index + 1]?.index);
      const reach = /^ {1,20}reach {0,10}: 0x[0-9a-f]{1,8} \(([\w, ]{0,100})\)/m.exec(own)?.[1];
      return {
        family,
        interface: entry[1] ?? '',
        servesNames: (entry[2] ?? '').split(',').includes('DNS'),
        reachable: reach === undefined ? null : /\bReachable/.test(reach) && !/Not Reachable/.test(reach),
      };
    });
  });
  const order = /^Network interfaces: ?([\w. -]{0,500})$/m.exec(output)?.[1] ?? '';
  return { order: words(order), families: families.slice(0, most) };
}

/** An address family as .NET (`IPv4`) and as Windows' own numbers (2 and 23) name it. */
export function familyOf(value: unknown): 'IPv4' | 'IPv6' | null {
  if (value === 'IPv4' || numberOf(value) === 2) return 'IPv4';
  return value === 'IPv6' || numberOf(value) === 23 ? 'IPv6' : null;
}
