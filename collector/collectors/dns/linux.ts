import { searchDomainsOf } from '#collector/os/person.ts';

/** The settings in resolv.conf(5) other than the servers. */
export function resolverSettings(resolvConf: string): {
  searchDomains: string[];
  options: string[];
} {
  const options = [...resolvConf.matchAll(/^[ \t]{0,20}options[ \t]{1,20}(.+)$/gm)].flatMap(
    (match) =>
      (match[1] ?? '')
        .replace(/[#;].*/, '')
        .trim()
        .split(/\s+/),
  );
  return { searchDomains: searchDomainsOf(resolvConf).slice(0, 32), options: options.slice(0, 32) };
}

/** glibc takes the address and ignores the rest of the line, such as a comment. */
export const nameserversOf = (resolvConf: string): string[] =>
  [
    ...resolvConf.matchAll(
      /^[ \t]{0,20}nameserver[ \t]{1,20}([0-9A-Fa-f:.]{2,60}(?:%[\w.-]{1,30})?)(?=[ \t\r#;]|$)/gm,
    ),
  ].map((match) => match[1] ?? '');

/** systemd-resolved's own address; a network problem affects the servers behind it. */
export const isStub = (server: string): boolean => /^127\.0\.0\.5[34]$/.test(server);

/** The servers that programs query, then those behind systemd-resolved's stub. */
export function serversOf(configured: readonly string[], upstreamResolvConf: string): string[] {
  return [
    ...new Set([
      ...configured,
      ...(configured.some(isStub) ? nameserversOf(upstreamResolvConf) : []),
    ]),
  ];
}
