import { because, type CollectContext, type CollectResult, defineCollector, jsonItem } from '../../toolkit/define.ts';
import { namesIn, readMany, runProfiler } from '../../toolkit/platform-tools.ts';
import { darwinWifi } from './darwin.ts';
import { bareLink, iwInterfaces, iwLinks, nmcliWifi, procWireless } from './linux.ts';
import type { WifiAnswer, WifiLink } from './types.ts';
import { netshWifi } from './win32.ts';

export const wifi = defineCollector({
  id: 'wifi',
  title: 'Wi-Fi',
  purpose: 'Shows how good the Wi-Fi connection is. Names of networks are replaced by numbers, and passwords are never read.',
  category: 'network',
  sensitivity: 'personal',
  privileges: 'none',
  platforms: ['linux', 'darwin', 'win32'],
  presets: ['standard', 'network', 'full'],
  deadlineMs: 15_000,
  byteCap: 256 * 1024,
  reads: {
    linux: [
      'nmcli device wifi list --rescan no',
      '/proc/net/wireless',
      'iw dev, iw dev NAME link, where NetworkManager tells of none',
      '/sys/class/net/*/phy80211 (whether there is Wi-Fi), /sys/class/net/*/operstate',
    ],
    darwin: ['system_profiler -json SPAirPortDataType'],
    win32: ['netsh wlan show interfaces'],
  },
  mayReveal:
    'How many Wi-Fi networks are near, and how strong they are. Names of networks become network-1, network-2, and addresses of access points become pseudonyms.',
  async collect(context): Promise<CollectResult> {
    const found = await gather(context);
    if (found === 'none') {
      return { status: 'unavailable', reason: because('The system tells of no Wi-Fi on this computer.') };
    }
    if (found === 'no consent') {
      return {
        status: 'denied',
        reason: because('No consent: Windows shows Wi-Fi details only where location is allowed in its privacy settings.'),
      };
    }
    return { items: [jsonItem('wifi.json', found)] };
  },
});

async function gather(context: CollectContext): Promise<WifiAnswer> {
  if (context.platform === 'win32') {
    const shown = await context.run('netsh', ['wlan', 'show', 'interfaces'], { timeoutMs: 10_000, capBytes: 64 * 1024 });
    return netshWifi(`${shown.stdout}\n${shown.stderr}`);
  }
  if (context.platform === 'darwin') return darwinWifi(await runProfiler(context, 'SPAirPortDataType', { timeoutMs: 12_000 }));
  const columns = 'IN-USE,SSID,BSSID,CHAN,FREQ,RATE,SIGNAL,SECURITY,DEVICE';
  const [listed, wireless] = await Promise.all([
    // Without a rescan, which takes seconds and interrupts the connection.
    context.run('nmcli', ['-t', '-f', columns, 'device', 'wifi', 'list', '--rescan', 'no'], { timeoutMs: 5000 }),
    context.readText('/proc/net/wireless', 16 * 1024),
  ]);
  const levels = procWireless(wireless.ok ? wireless.text : '');
  const { links, nearby } = nmcliWifi(listed.stdout);
  if (links.length === 0 && nearby.length === 0) {
    const direct = await askKernel(context);
    return direct.length > 0 ? { links: direct, nearby: [] } : levels.length > 0 ? { links: levels, nearby: [] } : 'none';
  }
  const levelOf = (name: string | null): number | null => levels.find((one) => one.interface === name)?.signalDbm ?? null;
  return { links: links.map((link) => ({ ...link, signalDbm: levelOf(link.interface) })), nearby };
}

/** Where something else than NetworkManager connects, the kernel still knows its own interfaces. */
async function askKernel(context: CollectContext): Promise<WifiLink[]> {
  const found = iwInterfaces((await context.run('iw', ['dev'], { timeoutMs: 3000 })).stdout);
  const answers = await Promise.all(
    found.map(async (name) => ({ name, output: (await context.run('iw', ['dev', name, 'link'], { timeoutMs: 3000 })).stdout })),
  );
  const links = iwLinks(answers);
  if (links.length > 0) return links;
  const names = await namesIn(context, '/sys/class/net');
  const wireless = await Promise.all(names.map(async (name) => (await context.listFolder(`/sys/class/net/${name}/phy80211`)).ok));
  const own = names.filter((_, index) => wireless[index]);
  const states = await readMany(
    context,
    own.map((name) => `/sys/class/net/${name}/operstate`),
  );
  return own.map((name, index) => bareLink(name, states[index] ?? ''));
}
