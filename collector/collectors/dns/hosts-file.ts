import { isIP } from 'node:net';
import { isPublicName } from './public-name.ts';

/** Names that a local file answers before any server. */
export interface HostsFile {
  /** How many names it answers in place of a DNS server; the names themselves are left out. */
  overrides: number;
  /** How many of them it blocks by pointing them to this computer or 0.0.0.0, as ad blockers do. */
  blocked: number;
  /** The services among them, the only names that are included. */
  ofServices: { name: string; address: string }[];
}

const mostLines = 200_000;

/** `/etc/hosts`, also on Windows. @param services names of hosts that Candor connects to */
export function hostsFile(text: string, services: readonly string[]): HostsFile {
  const wanted = new Set(services.map((name) => name.toLowerCase()));
  const seen = new Map<string, string>();
  for (const line of text.split('\n', mostLines)) {
    const [address = '', ...names] = line.slice(0, 2000).replace(/#.*/, '').trim().split(/\s+/);
    // Debian maps this computer's full name to 127.0.1.1.
    if (isIP(address.replace(/%.*/, '')) === 0 || address === '127.0.1.1') continue;
    for (const name of names.map((text) => text.toLowerCase())) {
      // A name's first entry counts.
      if (isPublicName(name) && !/\.localdomain\d?$/.test(name) && !seen.has(name))
        seen.set(name, address);
    }
  }
  const ofServices = [...seen]
    .filter(([name]) => wanted.has(name))
    .map(([name, address]) => ({ name, address }));
  const blocked = [...seen.values()].filter((address) =>
    /^(?:127\.|0\.0\.0\.0$|::1?$)/.test(address),
  ).length;
  return { overrides: seen.size, blocked, ofServices: ofServices.slice(0, 64) };
}
