import { searchDomainsOf } from '#collector/os/person.ts';

/** What resolv.conf(5) sets besides the servers. */
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

/** glibc takes the address and passes over what stands behind it, such as a remark. */
export const nameserversOf = (resolvConf: string): string[] =>
  [
    ...resolvConf.matchAll(
      /^[ \t]{0,20}nameserver[ \t]{1,20}([0-9A-Fa-f:.]{2,60}(?:%[\w.-]{1,30})?)(?=[ \t\r#;]|$)/gm,
    ),
  ].map((match) => match[1] ?? '');

/** systemd-resolved's own address; the servers behind it are what fails when the network does. */
export const isStub = (server: string): boolean => /^127\.0\.0\.5[34]$/.test(server);

/** The servers that programs ask, then those behind systemd-resolved's stub. */
export function serversOf(configured: readonly string[], upstreamResolvConf: string): string[] {
  return [
    ...new Set([
      ...configured,
      ...(configured.some(isStub) ? nameserversOf(upstreamResolvConf) : []),
    ]),
  ];
}
