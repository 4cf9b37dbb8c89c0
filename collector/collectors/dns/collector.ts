import { lookup, Resolver } from 'node:dns/promises';
import { configuredServers } from '../../network/dns-servers.ts';
import { timed } from '../../network/timed-step.ts';
import { targetOf } from '../../toolkit/address.ts';
import { because, type CollectContext, type CollectResult, defineCollector, jsonItem } from '../../toolkit/define.ts';
import { withSilent } from '../../toolkit/powershell-sources.ts';
import { asksItself, nameSettings } from './name-settings.ts';
import { isPublicName } from './public-name.ts';
import { type ResolvedLink, resolvedLinks } from './resolved.ts';

const timeoutMs = 5000;
const mostNames = 10;

export const dns = defineCollector({
  id: 'dns',
  title: 'Name lookup (DNS)',
  purpose: 'Shows which servers turn names into addresses, and times a lookup of your support service with each of them.',
  category: 'network',
  sensitivity: 'personal',
  privileges: 'none',
  platforms: ['linux', 'darwin', 'win32'],
  presets: ['standard', 'network', 'full'],
  deadlineMs: 15_000,
  byteCap: 256 * 1024,
  reads: {
    linux: [
      '/etc/resolv.conf, /run/systemd/resolve/resolv.conf',
      'resolvectl status (servers and domains of each network)',
      'DNS questions for the support service, to each server that is set up',
    ],
    darwin: [
      'scutil --dns',
      '/etc/resolv.conf',
      'Node.js: name servers',
      'DNS questions for the support service, to each server that is set up',
    ],
    win32: [
      'PowerShell: Get-DnsClientServerAddress, Get-DnsClientGlobalSetting (search domains), Get-DnsClient (their suffixes), Get-DnsClientNrptPolicy',
      'Node.js: name servers',
      'DNS questions for the support service, to each server that is set up',
    ],
  },
  mayReveal:
    'Addresses of name servers and search domains, which may name an organisation; both are replaced where they are known. No other name is looked up.',
  async collect(context): Promise<CollectResult> {
    const { asked, ...settings } = await nameSettings(context);
    const servers = await configuredServers(context.readText, async () => asksItself(settings));
    const lookups = await lookUp(context, servers);
    const links = context.platform === 'linux' ? await gatherLinks(context) : null;
    const items = [jsonItem('dns.json', { servers, ...settings, lookups, ...(links && { links }) })];
    if (servers.length === 0) return { status: 'partial', reason: because('No DNS server is set up on this computer.'), items };
    if (context.endpoints.length > 0) return withSilent(items, asked);
    return { status: 'partial', reason: because('No support service is set up in Candor, so no name was looked up.'), items };
  },
});

/** resolv.conf knows no networks: with a VPN, one network's names are asked of its servers alone. Null without systemd-resolved. */
async function gatherLinks(context: CollectContext): Promise<ResolvedLink[] | null> {
  const status = await context.run('resolvectl', ['--no-pager', 'status'], { timeoutMs: 5000 });
  const links = resolvedLinks(status.stdout);
  return links.length > 0 ? links : null;
}

async function lookUp(context: CollectContext, servers: string[]) {
  const targets = context.endpoints.map(({ url }) => targetOf(url));
  const names = [...new Set(targets.flatMap((target) => (target && !target.literal ? [target.host] : [])))].slice(0, mostNames);
  const tests = names.flatMap((name) => [
    { name, server: null },
    // A name without a dot lives in /etc/hosts or on the local network; a server is right not to know it.
    ...(isPublicName(name) ? servers.map((server) => ({ name, server })) : []),
  ]);
  return Promise.all(
    tests.map(async ({ name, server }) => {
      const work = async (signal: AbortSignal): Promise<unknown> =>
        server === null ? lookup(name) : askServer(name, server, signal);
      const step = await timed(work, timeoutMs, context.signal);
      return { name, server, ok: step.ok, milliseconds: step.milliseconds, error: step.ok ? null : step.error };
    }),
  );
}

async function askServer(name: string, server: string, signal: AbortSignal): Promise<void> {
  const resolver = new Resolver({ timeout: timeoutMs, tries: 1 });
  signal.addEventListener('abort', () => resolver.cancel(), { once: true });
  resolver.setServers([server]);
  try {
    await resolver.resolve4(name);
  } catch (thrown) {
    // A name that has IPv6 addresses only.
    if (!(thrown instanceof Error && 'code' in thrown && thrown.code === 'ENODATA')) throw thrown;
    await resolver.resolve6(name);
  }
}
