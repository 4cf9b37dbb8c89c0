import { textOf } from '#collector/toolkit/fields.ts';

/** systemd-resolved's settings for one network. With a VPN, they decide which server gets which names. */
export interface ResolvedLink {
  /** The network interface; null for the settings of all interfaces. */
  link: string | null;
  /** `DNS`, `LLMNR/IPv4` …; empty when it is not used. */
  scopes: string[];
  /** `+DNSOverTLS`, `-mDNS`, `DNSSEC=no/unsupported` … */
  protocols: string[];
  currentServer: string | null;
  servers: string[];
  fallbackServers: string[];
  /** A domain after `~` only decides which server gets a query; `~.` means all domains. */
  domains: string[];
}

const most = 64;

/** systemd 249 to 252 leaves out the colon of the part for all networks. */
const withoutColon = /^((?:Current |Fallback )?DNS Servers?|DNS Domain) (\S.*)$/;

/**
 * `resolvectl status` (systemd 239 and later): parts that begin with `Global` or `Link 2 (eth0)`, then `Key: value`
 * aligned right, with more values on lines without a key. The output of other commands has no such parts.
 */
export function resolvedLinks(output: string): ResolvedLink[] {
  const links: ResolvedLink[] = [];
  let list: string[] = [];
  for (const whole of output.split('\n')) {
    const line = whole.slice(0, 1000).trim();
    const heading = /^(?:Global|Link \d{1,9} \((\S{1,60})\))$/.exec(whole.trimEnd().slice(0, 100));
    if (heading) {
      if (links.length === most) break;
      const lists = { scopes: [], protocols: [], servers: [], fallbackServers: [], domains: [] };
      links.push({ link: heading[1] ?? null, currentServer: null, ...lists });
      list = [];
      continue;
    }
    const current = links.at(-1);
    if (!current || line === '') continue;
    // An IPv6 address has colons too, but digits before the first colon or no space after it.
    const match = /^([A-Za-z][A-Za-z. ]{1,40}):(?: (.*))?$/.exec(line) ?? withoutColon.exec(line);
    const words = (match ? (match[2] ?? '') : line)
      .split(/\s+/)
      .filter((word) => word !== '' && word !== 'none');
    if (match) list = listFor(current, match[1] ?? '', words);
    const added = (match && olderProtocol(match[1] ?? '', words[0] ?? '')) ?? words;
    list.push(...added.slice(0, most - Math.min(most, list.length)));
  }
  return links;
}

/** What systemd 239 to 246 writes as `MulticastDNS setting: no`, in the words of later versions; null for other keys. */
function olderProtocol(key: string, value: string): string[] | null {
  const name = /^(\w{1,20}) (?:setting|supported)$/.exec(key)?.[1]?.replace('MulticastDNS', 'mDNS');
  if (name === undefined || value === '') return null;
  if (key === 'DNSSEC supported')
    return [value === 'no' ? 'DNSSEC/unsupported' : 'DNSSEC/supported'];
  if (name === 'DNSSEC' || !/^(?:yes|no)$/.test(value)) return [`${name}=${value}`];
  return [`${value === 'yes' ? '+' : '-'}${name}`];
}

/** The list that a key's values go into; values of other keys go into one that is never read. */
function listFor(link: ResolvedLink, key: string, words: readonly string[]): string[] {
  switch (key) {
    case 'Current Scopes':
      return link.scopes;
    case 'Protocols':
    case 'DefaultRoute setting':
    case 'LLMNR setting':
    case 'MulticastDNS setting':
    case 'DNSOverTLS setting':
    case 'DNSSEC setting':
    case 'DNSSEC supported':
      return link.protocols;
    case 'DNS Servers':
      return link.servers;
    case 'Fallback DNS Servers':
      return link.fallbackServers;
    case 'DNS Domain':
      return link.domains;
    case 'Current DNS Server':
      link.currentServer = textOf(words[0]);
      return [];
    default:
      return [];
  }
}
