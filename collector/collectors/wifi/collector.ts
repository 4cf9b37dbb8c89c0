import {
  because,
  type CollectContext,
  type CollectResult,
  defineCollector,
  jsonItem,
} from '#collector/toolkit/define.ts';
import { namesIn, readMany, runProfiler } from '#collector/toolkit/platform-tools.ts';
import { type Asked, ask, withSilent } from '#collector/toolkit/powershell-sources.ts';
import { darwinWifi } from './darwin.ts';
import { historyDays, supplicantHistory, win32WifiHistory } from './history.ts';
import {
  bareLink,
  iwCountry,
  iwInterfaces,
  iwLinks,
  iwWidths,
  nmcliWifi,
  procWireless,
  radioOf,
} from './linux.ts';
import { createLabels, type Wifi, type WifiAnswer, type WifiLink } from './types.ts';
import { netshNearby, netshWifi, win32Radio, win32WidthSetting, windowsScript } from './win32.ts';

export const wifi = defineCollector({
  id: 'wifi',
  title: 'Wi-Fi',
  purpose:
    'Shows how good the Wi-Fi connection is. Network names are replaced by numbers, and passwords are never read.',
  category: 'network',
  sensitivity: 'personal',
  privileges: 'none',
  platforms: ['linux', 'darwin', 'win32'],
  presets: ['standard', 'network', 'full'],
  deadlineMs: 15_000,
  byteCap: 256 * 1024,
  items: ['wifi.json'],
  reads: {
    linux: [
      'nmcli device wifi list --rescan no',
      '/proc/net/wireless',
      'iw dev, iw reg get',
      'iw dev NAME link, if NetworkManager lists none',
      'journalctl --identifier=wpa_supplicant (how often Wi-Fi connected, disconnected or failed in the last 7 days)',
      '/sys/class/rfkill/*/type, soft, hard',
      '/sys/class/net/*/phy80211 (whether there is Wi-Fi), /sys/class/net/*/operstate',
    ],
    darwin: ['system_profiler -json SPAirPortDataType'],
    win32: [
      'netsh wlan show interfaces, show networks mode=bssid (the networks that Windows saw last; no new search)',
      'PowerShell: Get-WinEvent (WLAN-AutoConfig: numbers and reasons of the last 7 days)',
      'PowerShell: Get-NetAdapterAdvancedProperty (how wide a channel the driver may use)',
      'Registry: RadioManagement\\SystemRadioState (flight mode)',
    ],
  },
  mayReveal:
    'How many Wi-Fi networks are near, how strong they are, how often Wi-Fi disconnected, and the country that the system assumes. Network names become network-1, network-2, and addresses of access points become pseudonyms.',
  async collect(context): Promise<CollectResult> {
    const found = await gather(context);
    if (found === 'none') {
      return {
        status: 'unavailable',
        reason: because('The system does not list any Wi-Fi on this computer.'),
      };
    }
    if (found === 'no consent') {
      return {
        status: 'denied',
        reason: because(
          'Windows shows Wi-Fi details only if its privacy settings allow access to your location.',
        ),
      };
    }
    return withSilent([jsonItem('wifi.json', found.wifi)], found.asked ?? nothingSilent);
  },
});

interface Found {
  wifi: Wifi;
  asked?: Asked;
}

const nothingSilent = { silent: [], stopped: false };

async function gather(context: CollectContext): Promise<Found | 'no consent' | 'none'> {
  if (context.platform === 'win32') return gatherWindows(context);
  const wifi =
    context.platform === 'darwin'
      ? darwinWifi(await runProfiler(context, 'SPAirPortDataType', { timeoutMs: 12_000 }))
      : await gatherLinux(context);
  return typeof wifi === 'string' ? wifi : { wifi };
}

async function gatherWindows(context: CollectContext): Promise<Found | 'no consent' | 'none'> {
  const [shown, seen, asked] = await Promise.all([
    context.run('netsh', ['wlan', 'show', 'interfaces'], {
      timeoutMs: 10_000,
      capBytes: 64 * 1024,
    }),
    context.run('netsh', ['wlan', 'show', 'networks', 'mode=bssid'], {
      timeoutMs: 10_000,
      capBytes: 512 * 1024,
    }),
    ask(context, windowsScript, { timeoutMs: 10_000 }),
  ]);
  const labelOf = createLabels();
  const wifi = netshWifi(`${shown.stdout}\n${shown.stderr}`, labelOf);
  if (typeof wifi === 'string') return wifi;
  const radio = win32Radio(asked.answer);
  const links = wifi.links.map((link) =>
    link.connected
      ? { ...link, widthSetting: win32WidthSetting(asked.answer, link) }
      : { ...link, radio },
  );
  const nearby = netshNearby(
    seen.stdout,
    new Set(links.map(({ accessPoint }) => accessPoint ?? '')),
    labelOf,
  );
  return { wifi: { ...wifi, links, nearby, history: win32WifiHistory(asked.answer) }, asked };
}

async function gatherLinux(context: CollectContext): Promise<WifiAnswer> {
  const found = await linuxLinks(context);
  if (typeof found === 'string') return found;
  const since = `--since=-${historyDays}d`;
  const [devices, rules, journal, switches] = await Promise.all([
    context.run('iw', ['dev'], { timeoutMs: 3000 }),
    context.run('iw', ['reg', 'get'], { timeoutMs: 3000 }),
    context.run(
      'journalctl',
      ['--identifier=wpa_supplicant', since, '--no-pager', '--output=cat'],
      { timeoutMs: 8000 },
    ),
    gatherSwitches(context),
  ]);
  const [widths, radio] = [iwWidths(devices.stdout), radioOf(switches)];
  const links = found.links.map((link) => ({
    ...link,
    radio,
    widthMegahertz: widths.get(link.interface ?? '') ?? null,
  }));
  return {
    ...found,
    links,
    country: iwCountry(rules.stdout),
    history: supplicantHistory(journal.stdout),
  };
}

async function gatherSwitches(context: CollectContext): Promise<{ soft: string; hard: string }[]> {
  const names = await namesIn(context, '/sys/class/rfkill');
  const switches = await Promise.all(
    names.map(async (name) => {
      const files = ['type', 'soft', 'hard'].map((file) => `/sys/class/rfkill/${name}/${file}`);
      const [type = '', soft = '', hard = ''] = await readMany(context, files);
      return { type: type.trim(), soft, hard };
    }),
  );
  return switches.filter(({ type }) => type === 'wlan');
}

async function linuxLinks(context: CollectContext): Promise<WifiAnswer> {
  const columns = 'IN-USE,SSID,BSSID,CHAN,FREQ,RATE,SIGNAL,SECURITY,DEVICE';
  const [listed, wireless] = await Promise.all([
    // Without a rescan, which takes seconds and interrupts the connection.
    context.run('nmcli', ['-t', '-f', columns, 'device', 'wifi', 'list', '--rescan', 'no'], {
      timeoutMs: 5000,
    }),
    context.readText('/proc/net/wireless', 16 * 1024),
  ]);
  const levels = procWireless(wireless.ok ? wireless.text : '');
  const { links, nearby } = nmcliWifi(listed.stdout);
  if (links.length === 0 && nearby.length === 0) {
    const direct = await askKernel(context);
    return direct.length > 0
      ? { links: direct, nearby: [] }
      : levels.length > 0
        ? { links: levels, nearby: [] }
        : 'none';
  }
  const measured = (name: string | null): Partial<WifiLink> => {
    const level = levels.find((entry) => entry.interface === name);
    return { signalDbm: level?.signalDbm ?? null, noiseDbm: level?.noiseDbm ?? null };
  };
  return { links: links.map((link) => ({ ...link, ...measured(link.interface) })), nearby };
}

/** Without NetworkManager, the kernel still knows its interfaces. */
async function askKernel(context: CollectContext): Promise<WifiLink[]> {
  const found = iwInterfaces((await context.run('iw', ['dev'], { timeoutMs: 3000 })).stdout);
  const answers = await Promise.all(
    found.map(async (name) => ({
      name,
      output: (await context.run('iw', ['dev', name, 'link'], { timeoutMs: 3000 })).stdout,
    })),
  );
  const links = iwLinks(answers);
  if (links.length > 0) return links;
  const names = await namesIn(context, '/sys/class/net');
  const wireless = await Promise.all(
    names.map(async (name) => (await context.listFolder(`/sys/class/net/${name}/phy80211`)).ok),
  );
  const own = names.filter((_, index) => wireless[index]);
  const states = await readMany(
    context,
    own.map((name) => `/sys/class/net/${name}/operstate`),
  );
  return own.map((name, index) => bareLink(name, states[index] ?? ''));
}
