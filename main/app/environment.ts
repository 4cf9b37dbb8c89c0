/**
 * Variables with which the program that starts Candor could read its traffic or choose its route to the network. Chromium
 * reads them when its network service starts. The route is for the system's settings and the policy to decide.
 */
const forgotten: ReadonlySet<string> = new Set([
  'sslkeylogfile',
  ...['http_proxy', 'https_proxy', 'ftp_proxy', 'all_proxy', 'no_proxy', 'auto_proxy'],
  ...['socks_server', 'socks_version'],
]);

/** Removes them from this process and from every process that it starts. */
export function forgetNetworkVariables(environment: NodeJS.ProcessEnv): void {
  for (const name of Object.keys(environment))
    if (forgotten.has(name.toLowerCase())) delete environment[name];
}
