/**
 * Variables by which whoever starts Candor could read along or decide how it reaches the network. Chromium reads them when
 * its network service starts, beside the switches that are refused. How Candor reaches the network is said by the system's
 * own settings and by policy.
 */
const forgotten: ReadonlySet<string> = new Set([
  'sslkeylogfile',
  ...['http_proxy', 'https_proxy', 'ftp_proxy', 'all_proxy', 'no_proxy', 'auto_proxy'],
  ...['socks_server', 'socks_version'],
]);

/** Removes them from this process, and so from all that it starts. */
export function forgetNetworkVariables(environment: NodeJS.ProcessEnv): void {
  for (const name of Object.keys(environment))
    if (forgotten.has(name.toLowerCase())) delete environment[name];
}
