import { checkEndpoints } from '#collector/network/check-endpoints.ts';
import { configuredServers } from '#collector/network/dns-servers.ts';
import { proxyFromAnswer } from '#collector/network/proxy-choice.ts';
import {
  because,
  type CollectContext,
  type CollectResult,
  defineCollector,
  jsonItem,
} from '#collector/toolkit/define.ts';
import { asksItself, nameSettings } from '../dns/name-settings.ts';

/** It measures how much the line carries by filling it with traffic to another organisation's servers. */
const noSpeedTest =
  'never networkQuality, which for about ten seconds fills the line with traffic to and from Apple’s servers';

export const networkChecks = defineCollector({
  id: 'network-checks',
  title: 'Connection to your organisation’s services',
  purpose:
    'Connects several times to your support service and to addresses that your organisation chose. Shows names, certificates, delays and proxies on the way.',
  category: 'network',
  sensitivity: 'personal',
  privileges: 'none',
  platforms: ['linux', 'darwin', 'win32'],
  presets: ['network', 'full'],
  deadlineMs: 40_000,
  byteCap: 1024 * 1024,
  items: ['network-checks.json'],
  reads: {
    linux: [
      'DNS, TCP, TLS and HTTP connections to the desk and the endpoints of the policy',
      '/etc/resolv.conf, /run/systemd/resolve/resolv.conf',
      'ping -M do',
      'tracepath -n',
    ],
    darwin: [
      'DNS, TCP, TLS and HTTP connections to the desk and the endpoints of the policy',
      '/etc/resolv.conf',
      'ping -D',
      noSpeedTest,
    ],
    win32: [
      'DNS, TCP, TLS and HTTP connections to the desk and the endpoints of the policy',
      'PowerShell: Get-DnsClientServerAddress, if Node.js reports only 127.0.0.1',
      'ping -f',
    ],
  },
  mayReveal:
    'Addresses of the organisation’s services, its DNS servers and proxies, and the certificates used. The responses themselves are not stored.',
  async collect(context): Promise<CollectResult> {
    if (context.endpoints.length === 0) {
      return {
        status: 'skip',
        reason: because('Candor has no support service set up, so there is nothing to connect to.'),
      };
    }
    const checkedAt = context.now().toISOString();
    const servers = await configuredServers(context.readText, async () =>
      asksItself(await nameSettings(context)),
    );
    const endpoints = await checkEndpoints(context.endpoints, {
      servers,
      proxyOf: ({ id }) => proxyFor(id, context),
      run: context.run,
      platform: context.platform,
      now: context.now,
      signal: context.signal,
    });
    return { items: [jsonItem('network-checks.json', { checkedAt, servers, endpoints })] };
  },
});

function proxyFor(id: string, { facts }: CollectContext) {
  const found = facts.proxies.find(({ endpoint }) => endpoint === id);
  return found ? proxyFromAnswer(found.answer) : null;
}
