import { searchDomainsOf } from '../../os/person.ts';

/** What resolv.conf(5) sets besides the servers. */
export function resolverSettings(resolvConf: string): { searchDomains: string[]; options: string[] } {
  const options = [...resolvConf.matchAll(/^[ \t]{0,20}options[ \t]{1,20}(.+)$/gm)].flatMap((match) =>
    (match[1] ?? '').trim().split(/\s+/),
  );
  return { searchDomains: searchDomainsOf(resolvConf).slice(0, 32), options: options.slice(0, 32) };
}

export const nameserversOf = (resolvConf: string): string[] =>
  [...resolvConf.matchAll(/^[ \t]{0,20}nameserver[ \t]{1,20}([0-9A-Fa-f:.%a-z]{2,80})[ \t]{0,20}\r?$/gm)].map(
    (match) => match[1] ?? '',
  );

/**
 * The servers that programs ask, then those behind systemd-resolved's own stub (127.0.0.53), which is what fails when
 * the network does.
 */
export function serversOf(configured: string[], upstreamResolvConf: string): string[] {
  const stub = configured.some((server) => /^127\.0\.0\.5[34]$/.test(server));
  return [...new Set([...configured, ...(stub ? nameserversOf(upstreamResolvConf) : [])])];
}
