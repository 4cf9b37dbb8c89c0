import {
  because,
  type CollectContext,
  type CollectResult,
  defineCollector,
  jsonItem,
} from '#collector/toolkit/define.ts';
import { namesIn, readMany } from '#collector/toolkit/platform-tools.ts';
import { type Asked, ask, withSilent } from '#collector/toolkit/powershell-sources.ts';
import { darwinVpns } from './darwin.ts';
import { linuxTunnel, nmcliVpns } from './linux.ts';
import type { Vpn } from './types.ts';
import { win32Vpns, windowsScript } from './win32.ts';

export const vpn = defineCollector({
  id: 'vpn',
  title: 'VPN connections',
  purpose:
    'Shows which VPN connections are set up and which are open. They change how network traffic leaves this computer.',
  category: 'network',
  sensitivity: 'personal',
  privileges: 'none',
  platforms: ['linux', 'darwin', 'win32'],
  presets: ['standard', 'network', 'full'],
  deadlineMs: 12_000,
  byteCap: 128 * 1024,
  items: ['vpn.json'],
  reads: {
    linux: [
      '/sys/class/net/*/uevent, tun_flags, type, operstate',
      'nmcli connection show (names, types and states)',
    ],
    darwin: ['scutil --nc list'],
    win32: ['PowerShell: Get-VpnConnection, Get-NetAdapter'],
  },
  mayReveal:
    'Names of VPN connections, which may name an organisation. Servers, accounts, keys and certificates are left out.',
  async collect(context): Promise<CollectResult> {
    const asked =
      context.platform === 'win32'
        ? await ask(context, windowsScript, { timeoutMs: 10_000 })
        : answered;
    const found = context.platform === 'win32' ? win32Vpns(asked.answer) : await gather(context);
    if (found === null)
      return {
        status: 'unavailable',
        reason: because('The system returned nothing about VPN connections.'),
      };
    return withSilent([jsonItem('vpn.json', { count: found.length, connections: found })], asked);
  },
});

const answered: Asked = { answer: undefined, silent: [], stopped: false };

async function gather(context: CollectContext): Promise<Vpn[] | null> {
  if (context.platform === 'darwin') {
    const listed = await context.run('scutil', ['--nc', 'list'], { timeoutMs: 8000 });
    return listed.state === 'ended' && listed.exitCode === 0 ? darwinVpns(listed.stdout) : null;
  }
  const [names, profiles] = await Promise.all([
    namesIn(context, '/sys/class/net'),
    context.run('nmcli', ['-t', '-f', 'TYPE,STATE,NAME', 'connection', 'show'], {
      timeoutMs: 5000,
    }),
  ]);
  if (names.length === 0 && profiles.state !== 'ended') return null;
  const tunnels = await Promise.all(
    names.map(async (name) => {
      const files = ['uevent', 'tun_flags', 'type', 'operstate'].map(
        (file) => `/sys/class/net/${name}/${file}`,
      );
      const [uevent = '', tunFlags = '', type = '', state = ''] = await readMany(context, files);
      return linuxTunnel({ name, uevent, tunFlags, type, state });
    }),
  );
  return [...tunnels.filter((tunnel) => tunnel !== null), ...nmcliVpns(profiles.stdout)];
}
