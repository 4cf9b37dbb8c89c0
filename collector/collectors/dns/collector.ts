import { lookup, Resolver } from 'node:dns/promises';
import { win32 } from 'node:path';
import { configuredServers } from '#collector/network/dns-servers.ts';
import { timed } from '#collector/network/timed-step.ts';
import { system32 } from '#collector/os/windows-folder.ts';
import { targetOf } from '#collector/toolkit/address.ts';
import {
  because,
  type CollectContext,
  type CollectResult,
  defineCollector,
  jsonItem,
} from '#collector/toolkit/define.ts';
import { withSilent } from '#collector/toolkit/powershell-sources.ts';
import { type HostsFile, hostsFile } from './hosts-file.ts';
import { asksItself, nameSettings } from './name-settings.ts';
import { isPublicName } from './public-name.ts';
import { type ResolvedLink, resolvedLinks } from './resolved.ts';

const timeoutMs = 5000;
const mostNames = 10;

export const dns = defineCollector({
  id: 'dns',
  title: 'Name lookup (DNS)',
  purpose:
    'Shows which servers turn names into addresses, and how long each one takes to find your support service.',
  category: 'network',
  sensitivity: 'personal',
  privileges: 'none',
  platforms: ['linux', 'darwin', 'win32'],
  presets: ['standard', 'network', 'full'],
  deadlineMs: 15_000,
  byteCap: 256 * 1024,
  items: ['dns.json'],
  reads: {
    linux: [
      '/etc/resolv.conf, /run/systemd/resolve/resolv.conf',
      '/etc/hosts (how many names it answers, and which of the services)',
      'resolvectl status (servers and domains of each network)',
      'DNS queries for the support service, to each configured server',
    ],
    darwin: [
      'scutil --dns',
      '/etc/resolv.conf',
      '/etc/hosts (how many names it answers, and which of the services)',
      'Node.js: name servers',
      'DNS queries for the support service, to each configured server',
    ],
    win32: [
      'PowerShell: Get-DnsClientServerAddress, Get-DnsClientGlobalSetting (search domains), Get-DnsClient (their suffixes), Get-DnsClientNrptPolicy',
      '%SystemRoot%\\System32\\drivers\\etc\\hosts (how many names it answers, and which of the services)',
      'Node.js: name servers',
      'DNS queries for the support service, to each configured server',
    ],
  },
  mayReveal:
    'Addresses of name servers and search domains, which may name an organisation; known ones are replaced. No other name is looked up, and no other name from the hosts file is included.',
  async collect(context): Promise<CollectResult> {
    const { asked, ...settings } = await nameSettings(context);
    const servers = await configuredServers(context.readText, async () => asksItself(settings));
    const names = namesOf(context);
    const lookups = await lookUp(context, names, servers);
    const hosts = await gatherHosts(context, names);
    const links = context.platform === 'linux' ? await gatherLinks(context) : null;
    const items = [
      jsonItem('dns.json', { servers, ...settings, lookups, hosts, ...(links && { links }) }),
    ];
    if (servers.length === 0)
      return {
        status: 'partial',
        reason: because('No DNS server is set up on this computer.'),
        items,
      };
    if (context.endpoints.length > 0) return withSilent(items, asked);
    return {
      status: 'partial',
      reason: because('Candor has no support service set up, so no name was looked up.'),
      items,
    };
  },
});

/** resolv.conf has no networks, but with a VPN each network has its own servers and names. Null without systemd-resolved. */
async function gatherLinks(context: CollectContext): Promise<ResolvedLink[] | null> {
  const status = await context.run('resolvectl', ['--no-pager', 'status'], { timeoutMs: 5000 });
  const links = resolvedLinks(status.stdout);
  return links.length > 0 ? links : null;
}

/** The names of the services that Candor connects to. */
function namesOf(context: CollectContext): string[] {
  const targets = context.endpoints.map(({ url }) => targetOf(url));
  return [
    ...new Set(targets.flatMap((target) => (target && !target.literal ? [target.host] : []))),
  ].slice(0, mostNames);
}

/** Null when the file is missing or unreadable. */
async function gatherHosts(
  context: CollectContext,
  names: readonly string[],
): Promise<HostsFile | null> {
  const path =
    context.platform === 'win32' ? win32.join(system32(), 'drivers', 'etc', 'hosts') : '/etc/hosts';
  const file = await context.readText(path, 4 * 1024 * 1024);
  return file.ok ? hostsFile(file.text, names) : null;
}

async function lookUp(
  context: CollectContext,
  names: readonly string[],
  servers: readonly string[],
) {
  const tests = names.flatMap((name) => [
    { name, server: null },
    // A name without a dot is in /etc/hosts or on the local network; a server need not know it.
    ...(isPublicName(name) ? servers.map((server) => ({ name, server })) : []),
  ]);
  return Promise.all(
    tests.map(async ({ name, server }) => {
      const work = async (signal: AbortSignal): Promise<unknown> =>
        server === null ? lookup(name) : askServer(name, server, signal);
      const step = await timed(work, timeoutMs, context.signal);
      return {
        name,
        server,
        ok: step.ok,
        milliseconds: step.milliseconds,
        error: step.ok ? null : step.error,
      };
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
    // The name has only IPv6 addresses.
    if (!(thrown instanceof Error && 'code' in thrown && thrown.code === 'ENODATA')) throw thrown;
    await resolver.resolve6(name);
  }
}
