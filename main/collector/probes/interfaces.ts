import os from 'node:os';
import { because, type CollectContext, type CollectResult, defineCollector, jsonItem } from './define.ts';
import { readMany, runPowershell } from './native.ts';
import {
  darwinPorts,
  type Interface,
  ipInterfaces,
  linuxSpeed,
  nodeInterfaces,
  win32Adapters,
  withDetails,
} from './parse/interfaces.ts';

export const interfaces = defineCollector({
  id: 'interfaces',
  title: 'Network connections of this computer',
  purpose:
    'Shows the network adapters, their addresses and their error counts, to see whether this computer is connected at all.',
  category: 'network',
  sensitivity: 'personal',
  platforms: ['linux', 'darwin', 'win32'],
  presets: ['quick', 'standard', 'network', 'full'],
  deadlineMs: 15_000,
  byteCap: 1024 * 1024,
  reads: {
    linux: ['ip -json -statistics address show', '/sys/class/net/*/speed', 'Node.js: network interfaces, where ip is missing'],
    darwin: ['networksetup -listallhardwareports', 'Node.js: network interfaces'],
    win32: ['PowerShell: Get-NetAdapter', 'Node.js: network interfaces'],
  },
  mayReveal: 'Which networks this computer is in. IP and hardware addresses become pseudonyms.',
  async collect(context): Promise<CollectResult> {
    const detailed = await gather(context);
    if (detailed.length > 0) return { items: [jsonItem('interfaces.json', { interfaces: detailed })] };
    const basic = nodeInterfaces(os.networkInterfaces());
    if (basic.length === 0) return { status: 'unavailable', reason: because('The system gave no list of network adapters.') };
    return {
      status: 'partial',
      reason: because('The system gave the addresses of its network adapters, but not their state or error counts.'),
      items: [jsonItem('interfaces.json', { interfaces: basic })],
    };
  },
});

export async function gather(context: CollectContext): Promise<Interface[]> {
  if (context.platform === 'linux') {
    const found = ipInterfaces((await context.run('ip', ['-json', '-statistics', 'address', 'show'])).stdout);
    const speeds = await readMany(
      context,
      found.map(({ name }) => `/sys/class/net/${name}/speed`),
    );
    return found.map((one, index) => ({ ...one, bitsPerSecond: linuxSpeed(speeds[index] ?? '') }));
  }
  const basic = nodeInterfaces(os.networkInterfaces());
  if (context.platform === 'win32') return withDetails(basic, win32Adapters(await runPowershell(context, windowsScript)));
  return withDetails(basic, darwinPorts((await context.run('networksetup', ['-listallhardwareports'])).stdout));
}

const windowsScript = `
ConvertTo-Json -Compress -InputObject @(Get-NetAdapter|Select-Object Name,InterfaceDescription,@{n='Status';e={"$($_.Status)"}},MtuSize,
@{n='Speed';e={$_.ReceiveLinkSpeed}},@{n='Medium';e={"$($_.PhysicalMediaType)"}})`;
