import os from 'node:os';
import {
  because,
  type CollectContext,
  type CollectResult,
  defineCollector,
  jsonItem,
} from '#collector/toolkit/define.ts';
import { namesIn, readMany } from '#collector/toolkit/platform-tools.ts';
import { type Asked, ask, withSilent } from '#collector/toolkit/powershell-sources.ts';
import {
  darwinPorts,
  ifconfigInterfaces,
  type NetworkInUse,
  netstatCounters,
  scutilNwi,
} from './darwin.ts';
import {
  dhclientLeases,
  ipIndexes,
  type Lease,
  networkdLease,
  nmcliDevices,
  packetLease,
} from './leases.ts';
import { ipInterfaces, linuxSpeed } from './linux.ts';
import { type Details, type Interface, nodeInterfaces, withDetails } from './types.ts';
import { type CableSignIns, win32Adapters, win32SignIns, windowsScript } from './win32.ts';

export const interfaces = defineCollector({
  id: 'interfaces',
  title: 'Network adapters',
  purpose:
    'Shows the network adapters, their addresses and their error counts, to see whether this computer is connected at all.',
  category: 'network',
  sensitivity: 'personal',
  privileges: 'none',
  platforms: ['linux', 'darwin', 'win32'],
  presets: ['quick', 'standard', 'network', 'full'],
  deadlineMs: 15_000,
  byteCap: 1024 * 1024,
  items: ['interfaces.json'],
  reads: {
    linux: [
      'ip -json -statistics address show',
      '/sys/class/net/*/speed',
      'nmcli device show (DHCP lease and whether it is metered)',
      '/run/systemd/netif/leases/* (DHCP lease)',
      '/var/lib/dhcp/*.leases, /var/lib/dhclient/*.leases (DHCP lease)',
      'Node.js: network interfaces, if ip is missing',
    ],
    darwin: [
      'ifconfig -a',
      'netstat -ibn',
      'networksetup -listallhardwareports',
      'scutil --nwi',
      'ipconfig getpacket NAME (DHCP lease)',
      'Node.js: network interfaces',
    ],
    win32: [
      'PowerShell: Get-NetAdapter, Get-NetAdapterStatistics, Get-NetIPInterface, Get-NetConnectionProfile (never the name)',
      'PowerShell: NetworkInformation (whether the connection is metered), Get-WinEvent (Wired-AutoConfig: sign-ins by 802.1X)',
      'CIM: Win32_NetworkAdapterConfiguration (DHCP lease)',
      'Node.js: network interfaces',
    ],
  },
  mayReveal: 'Which networks this computer is in. IP and hardware addresses become pseudonyms.',
  async collect(context): Promise<CollectResult> {
    const { interfaces: detailed, inUse, signIns, asked } = await look(context);
    if (detailed.some(({ state }) => state !== null)) {
      const item = jsonItem('interfaces.json', {
        interfaces: detailed,
        ...(inUse ? { inUse } : {}),
        ...(signIns ? { signIns } : {}),
      });
      return withSilent([item], asked ?? { silent: [], stopped: false });
    }
    const basic = nodeInterfaces(os.networkInterfaces());
    if (basic.length === 0)
      return {
        status: 'unavailable',
        reason: because('The system did not list its network adapters.'),
      };
    return {
      status: 'partial',
      reason: because(
        'The system listed the addresses of its network adapters, but not their state or error counts.',
      ),
      items: [jsonItem('interfaces.json', { interfaces: basic })],
    };
  },
});

interface Looked {
  interfaces: Interface[];
  /** macOS: the interfaces that it uses. */
  inUse?: NetworkInUse | null;
  /** Windows: 802.1X sign-ins on wired connections. */
  signIns?: CableSignIns | null;
  asked?: Asked;
}

export const gather = async (context: CollectContext): Promise<Interface[]> =>
  (await look(context)).interfaces;

async function look(context: CollectContext): Promise<Looked> {
  if (context.platform === 'win32') return lookWindows(context);
  if (context.platform === 'darwin') return lookDarwin(context);
  return lookLinux(context);
}

async function lookLinux(context: CollectContext): Promise<Looked> {
  const [listed, managed] = await Promise.all([
    context.run('ip', ['-json', '-statistics', 'address', 'show']),
    context.run('nmcli', ['-t', '-f', 'GENERAL,DHCP4', 'device', 'show'], { timeoutMs: 5000 }),
  ]);
  const found = ipInterfaces(listed.stdout);
  const [speeds, leases] = await Promise.all([
    readMany(
      context,
      found.map(({ name }) => `/sys/class/net/${name}/speed`),
    ),
    gatherLeases(context, ipIndexes(listed.stdout)),
  ]);
  const devices = nmcliDevices(managed.stdout);
  return {
    interfaces: found.map((entry, index) => ({
      ...entry,
      bitsPerSecond: linuxSpeed(speeds[index] ?? ''),
      lease: devices.get(entry.name)?.lease ?? leases.get(entry.name) ?? null,
      metered: devices.get(entry.name)?.metered ?? null,
    })),
  };
}

/** Leases of DHCP clients other than NetworkManager. */
async function gatherLeases(
  context: CollectContext,
  names: Map<string, string>,
): Promise<Map<string, Lease>> {
  const leases = new Map<string, Lease>();
  for (const folder of ['/var/lib/dhclient', '/var/lib/dhcp']) {
    const files = await namesIn(context, folder, /\.leases?$/);
    const texts = await readMany(
      context,
      files.slice(0, 20).map((name) => `${folder}/${name}`),
      256 * 1024,
    );
    for (const [name, lease] of texts.flatMap((text) => [...dhclientLeases(text)]))
      leases.set(name, lease);
  }
  const folder = '/run/systemd/netif/leases';
  const listing = await context.listFolder(folder, { times: true });
  for (const { name, modifiedAt } of listing.ok ? listing.entries.slice(0, 50) : []) {
    const [text = ''] = await readMany(context, [`${folder}/${name}`]);
    const [owner, lease] = [names.get(name), networkdLease(text, modifiedAt)];
    if (owner !== undefined && lease !== null) leases.set(owner, lease);
  }
  return leases;
}

async function lookDarwin(context: CollectContext): Promise<Looked> {
  const [links, counters, ports, nwi] = await Promise.all([
    context.run('ifconfig', ['-a'], { timeoutMs: 5000 }),
    context.run('netstat', ['-ibn'], { timeoutMs: 5000 }),
    context.run('networksetup', ['-listallhardwareports'], { timeoutMs: 8000 }),
    context.run('scutil', ['--nwi'], { timeoutMs: 5000 }),
  ]);
  const known = ifconfigInterfaces(links.stdout);
  const lists = [
    known,
    await gatherPackets(context, known),
    netstatCounters(counters.stdout),
    darwinPorts(ports.stdout),
  ];
  // A source without a value does not overwrite the others.
  const details = lists.filter((list) => list.length > 0);
  const interfaces =
    details.length > 0 ? details.reduce(withDetails, nodeInterfaces(os.networkInterfaces())) : [];
  return { interfaces, inUse: scutilNwi(nwi.stdout) };
}

async function gatherPackets(context: CollectContext, known: Details[]): Promise<Details[]> {
  const asked = known
    .filter(({ name, state }) => /^en\d{1,3}$/.test(name) && state === 'up')
    .slice(0, 4);
  return Promise.all(
    asked.map(async ({ name }) => {
      const packet = await context.run('ipconfig', ['getpacket', name], { timeoutMs: 3000 });
      return { name, lease: packetLease(packet.stdout) };
    }),
  );
}

async function lookWindows(context: CollectContext): Promise<Looked> {
  const asked = await ask(context, windowsScript, { timeoutMs: 12_000 });
  const interfaces = withDetails(
    nodeInterfaces(os.networkInterfaces()),
    win32Adapters(asked.answer),
  );
  return { interfaces, signIns: win32SignIns(asked.answer), asked };
}
