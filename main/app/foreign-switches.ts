/**
 * Chromium's own switches with which another program could drive the window, read along, or stand between Candor and the
 * desk. The fuses do not cover them. How Candor reaches the network is said by policy alone.
 */
const foreign = [
  ...['remote-debugging-port', 'remote-debugging-pipe', 'remote-debugging-address', 'remote-allow-origins'],
  ...[
    'ignore-certificate-errors',
    'ignore-certificate-errors-spki-list',
    'ssl-key-log-file',
    'log-net-log',
    'net-log-capture-mode',
  ],
  ...['host-rules', 'host-resolver-rules', 'proxy-server', 'proxy-pac-url', 'proxy-auto-detect', 'proxy-bypass-list'],
  ...['disable-web-security', 'allow-running-insecure-content', 'load-extension', 'js-flags', 'renderer-cmd-prefix'],
] as const;

/** Those that this start came with. */
export function foreignSwitches(hasSwitch: (name: string) => boolean): string[] {
  return foreign.filter(hasSwitch);
}
