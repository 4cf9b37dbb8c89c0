import { isIP } from 'node:net';
import { isPublicName } from './public-name.ts';

/** Names that a file of this computer answers before any server is asked. */
export interface HostsFile {
  /** How many names it answers that a DNS server would answer otherwise; the names themselves are not told. */
  overrides: number;
  /** Of those, how many lead nowhere on purpose: to this computer itself or to 0.0.0.0, as blockers of advertisements do. */
  blocked: number;
  /** Those of the services that were asked for: the only ones named. */
  ofServices: { name: string; address: string }[];
}

const mostLines = 200_000;

/** `/etc/hosts`, also on Windows. @param services names of hosts that Candor connects to */
export function hostsFile(text: string, services: readonly string[]): HostsFile {
  const wanted = new Set(services.map((name) => name.toLowerCase()));
  const seen = new Map<string, string>();
  for (const line of text.split('\n', mostLines)) {
    const [address = '', ...names] = line.slice(0, 2000).replace(/#.*/, '').trim().split(/\s+/);
    // Debian puts this computer's own full name at 127.0.1.1.
    if (isIP(address.replace(/%.*/, '')) === 0 || address === '127.0.1.1') continue;
    for (const name of names.map((one) => one.toLowerCase())) {
      // The first entry of a name counts.
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
