import { textOf } from '#collector/toolkit/fields.ts';
import { mostResolvers as most, type NameResolver, type NameSettings } from './types.ts';

/**
 * `scutil --dns`, the resolvers that programs on macOS use: numbered, then again those for single interfaces. The mDNS
 * resolvers are the same on every Mac and are left out.
 */
export function scutilDns(output: string): NameSettings {
  // The next part is for single programs, such as one that uses a VPN.
  const [everyone = ''] = output.split(
    /^DNS configuration \(for service-specific queries\)[ \t]{0,5}$/m,
    1,
  );
  const [general = '', scoped = ''] = everyone.split(
    /^DNS configuration \(for scoped queries\)[ \t]{0,5}$/m,
    2,
  );
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
        .map((line) =>
          /^ {1,8}([a-z_]{2,20}(?: domain)?)(?:\[\d{1,4}\])? {0,8}: (.{1,500})$/.exec(line),
        );
      const all = (key: string): string[] =>
        pairs.flatMap((pair) => (pair?.[1] === key ? (textOf(pair[2]) ?? []) : []));
      const servers = all('nameserver');
      if (servers.length === 0 || all('options').includes('mdns')) return [];
      const reach = all('reach')[0];
      return [
        {
          domain: all('domain')[0] ?? null,
          servers,
          searchDomains: all('search domain'),
          interface: /\(([\w.-]{1,30})\)$/.exec(all('if_index')[0] ?? '')?.[1] ?? null,
          reachable:
            reach === undefined ? null : /\bReachable/.test(reach) && !/Not Reachable/.test(reach),
          scoped,
        },
      ];
    });
}
