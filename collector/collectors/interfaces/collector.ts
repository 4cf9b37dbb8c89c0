import os from 'node:os';
import { because, type CollectContext, type CollectResult, defineCollector, jsonItem } from '../../toolkit/define.ts';
import { readMany } from '../../toolkit/platform-tools.ts';
import { type Asked, ask, withSilent } from '../../toolkit/powershell-sources.ts';
import { darwinPorts, ifconfigInterfaces, type NetworkInUse, netstatCounters, scutilNwi } from './darwin.ts';
import { ipInterfaces, linuxSpeed } from './linux.ts';
import { type Interface, nodeInterfaces, withDetails } from './types.ts';
import { win32Adapters, windowsScript } from './win32.ts';

export const interfaces = defineCollector({
  id: 'interfaces',
  title: 'Network connections of this computer',
  purpose:
    'Shows the network adapters, their addresses and their error counts, to see whether this computer is connected at all.',
  category: 'network',
  sensitivity: 'personal',
  privileges: 'none',
  platforms: ['linux', 'darwin', 'win32'],
  presets: ['quick', 'standard', 'network', 'full'],
  deadlineMs: 15_000,
  byteCap: 1024 * 1024,
  reads: {
    linux: ['ip -json -statistics address show', '/sys/class/net/*/speed', 'Node.js: network interfaces, where ip is missing'],
    darwin: ['ifconfig -a', 'netstat -ibn', 'networksetup -listallhardwareports', 'scutil --nwi', 'Node.js: network interfaces'],
    win32: ['PowerShell: Get-NetAdapter, Get-NetAdapterStatistics, Get-NetIPInterface', 'Node.js: network interfaces'],
  },
  mayReveal: 'Which networks this computer is in. IP and hardware addresses become pseudonyms.',
  async collect(context): Promise<CollectResult> {
    const { interfaces: detailed, inUse, asked } = await look(context);
    if (detailed.some(({ state }) => state !== null)) {
      const item = jsonItem('interfaces.json', { interfaces: detailed, ...(inUse ? { inUse } : {}) });
      return withSilent([item], asked ?? { silent: [], stopped: false });
    }
    const basic = nodeInterfaces(os.networkInterfaces());
    if (basic.length === 0) return { status: 'unavailable', reason: because('The system gave no list of network adapters.') };
    return {
      status: 'partial',
      reason: because('The system gave the addresses of its network adapters, but not their state or error counts.'),
      items: [jsonItem('interfaces.json', { interfaces: basic })],
    };
  },
});

interface Looked {
  interfaces: Interface[];
  /** macOS: which of them it uses. */
  inUse?: NetworkInUse | null;
  asked?: Asked;
}

export const gather = async (context: CollectContext): Promise<Interface[]> => (await look(context)).interfaces;

async function look(context: CollectContext): Promise<Looked> {
  if (context.platform === 'win32') return lookWindows(context);
  if (context.platform === 'darwin') return lookDarwin(context);
  return lookLinux(context);
}

async function lookLinux(context: CollectContext): Promise<Looked> {
  const found = ipInterfaces((await context.run('ip', ['-json', '-statistics', 'address', 'show'])).stdout);
  const speeds = await readMany(
    context,
    found.map(({ name }) => `/sys/class/net/${name}/speed`),
  );
  return { interfaces: found.map((one, index) => ({ ...one, bitsPerSecond: linuxSpeed(speeds[index] ?? '') })) };
}

async function lookDarwin(context: CollectContext): Promise<Looked> {
  const [links, counters, ports, nwi] = await Promise.all([
    context.run('ifconfig', ['-a'], { timeoutMs: 5000 }),
    context.run('netstat', ['-ibn'], { timeoutMs: 5000 }),
    context.run('networksetup', ['-listallhardwareports'], { timeoutMs: 8000 }),
    context.run('scutil', ['--nwi'], { timeoutMs: 5000 }),
  ]);
  const details = [ifconfigInterfaces(links.stdout), netstatCounters(counters.stdout), darwinPorts(ports.stdout)];
  return { interfaces: details.reduce(withDetails, nodeInterfaces(os.networkInterfaces())), inUse: scutilNwi(nwi.stdout) };
}

async function lookWindows(context: CollectContext): Promise<Looked> {
  const asked = await ask(context, windowsScript, { timeoutMs: 12_000 });
  return { interfaces: withDetails(nodeInterfaces(os.networkInterfaces()), win32Adapters(asked.answer)), asked };
}
