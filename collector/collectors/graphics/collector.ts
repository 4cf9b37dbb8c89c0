import { inventoryReads } from '#collector/inventory/command-lines.ts';
import { inventoryIn, withInventory } from '#collector/inventory/in-item.ts';
import {
  because,
  type CollectContext,
  type CollectResult,
  defineCollector,
  jsonItem,
} from '#collector/toolkit/define.ts';
import { namesIn, readMany, runProfiler } from '#collector/toolkit/platform-tools.ts';
import { ask, askEach } from '#collector/toolkit/powershell-sources.ts';
import { chromiumCards, chromiumRenderer, realDisplays } from './chromium.ts';
import { darwinMonitors } from './darwin.ts';
import { edidBytes, type Monitor, monitorOf } from './edid.ts';
import { drmCard, lspciCards } from './linux.ts';
import { type GraphicsCard, mergeCards } from './types.ts';
import { win32Monitors } from './win32.ts';

export const graphics = defineCollector({
  id: 'graphics',
  title: 'Graphics and displays',
  purpose:
    'Shows the graphics card, its driver and the displays, for problems with what you see on screen.',
  category: 'machine',
  sensitivity: 'technical',
  privileges: 'none',
  platforms: ['linux', 'darwin', 'win32'],
  presets: ['quick', 'standard', 'performance', 'full'],
  deadlineMs: 12_000,
  byteCap: 512 * 1024,
  items: ['graphics.json', 'displays.json'],
  reads: {
    linux: [
      'Electron: the graphics card and the displays',
      'lspci -vmmnnk (display devices only)',
      '/sys/class/drm/*/device/uevent, /sys/class/drm/*/status, /sys/class/drm/*/modes',
      '/sys/class/drm/*/edid (maker, model, size; never the serial number)',
      '/sys/module/*/version (of the driver)',
    ],
    darwin: [
      'Electron: the graphics card and the displays',
      'system_profiler -json SPDisplaysDataType',
      ...inventoryReads('darwin', 'graphics'),
    ],
    win32: [
      'Electron: the graphics card and the displays',
      'PowerShell: Get-PnpDevice (monitors only)',
      'Registry: HKLM\\SYSTEM\\CurrentControlSet\\Enum\\DISPLAY, EDID of each monitor (never the serial number)',
      ...inventoryReads('win32', 'graphics'),
    ],
  },
  mayReveal:
    'Graphics card, driver, the size and position of displays, and maker, model and year of monitors. Their serial numbers are left out.',
  async collect(context): Promise<CollectResult> {
    const { facts } = context;
    const linux = context.platform === 'linux';
    // On Linux, the system's own sources know more.
    const [system, known] = await Promise.all([
      gather(context),
      linux ? null : context.inventory('graphics'),
    ]);
    const cards = mergeCards(chromiumCards(facts.graphics), system.cards);
    const renderer = chromiumRenderer(facts.graphics);
    const displays = realDisplays(facts.displays);
    const hasDisplays = displays.length > 0 || system.connectors.some(({ connected }) => connected);
    const items = [
      ...(cards.length > 0 || renderer || known?.facts
        ? [jsonItem('graphics.json', { cards, renderer, ...inventoryIn('inventory', known) })]
        : []),
      ...(displays.length > 0 || system.connectors.length > 0
        ? [
            jsonItem('displays.json', {
              displays,
              monitors: system.monitors,
              ...(linux && { connectors: system.connectors }),
            }),
          ]
        : []),
    ];
    if (items.length === 0) {
      return {
        status: 'unavailable',
        reason: because('Candor was started without a screen, so it cannot check the graphics.'),
      };
    }
    if (!hasDisplays)
      return { status: 'partial', reason: because('No display is connected.'), items };
    const answered = cards.length > 0 || (known?.facts?.adapters.length ?? 0) > 0;
    return answered
      ? withInventory({ items }, [known])
      : { status: 'partial', reason: because('The graphics card did not respond.'), items };
  },
});

interface Connector {
  /** `HDMI-A-1` */
  name: string;
  connected: boolean;
  /** Its best resolution: `2560x1440`. */
  mode: string | null;
}

interface Found {
  cards: GraphicsCard[];
  connectors: Connector[];
  /** Null when the system does not say which monitors there are. */
  monitors: Monitor[] | null;
}

async function gather(context: CollectContext): Promise<Found> {
  if (context.platform === 'linux') return gatherLinux(context);
  const monitors =
    context.platform === 'win32'
      ? win32Monitors((await ask(context, windowsScript, { timeoutMs: 6000 })).answer)
      : darwinMonitors(await runProfiler(context, 'SPDisplaysDataType', { timeoutMs: 6000 }));
  return { cards: [], connectors: [], monitors };
}

// Only connected ones: the registry remembers every monitor that was ever connected.
const windowsScript = askEach({
  monitors: {
    list: `Get-PnpDevice -Class Monitor -PresentOnly -ErrorAction Stop|ForEach-Object {$e=(Get-ItemProperty "HKLM:\\SYSTEM\\CurrentControlSet\\Enum\\$($_.InstanceId)\\Device Parameters" -Name EDID -ErrorAction SilentlyContinue).EDID;if($e){[pscustomobject]@{Edid=@($e|Select-Object -First ${edidBytes})}}}`,
  },
});

/** The kernel knows the cards and connected monitors even without a desktop session, as over ssh. */
async function gatherLinux(context: CollectContext): Promise<Found> {
  const folder = '/sys/class/drm';
  const [names, listed] = await Promise.all([
    namesIn(context, folder, /^card\d/),
    context.run('lspci', ['-vmmnnk'], { timeoutMs: 3000 }),
  ]);
  const ports = names.filter((name) => name.includes('-')).slice(0, 64);
  const [uevents, states, modes] = await Promise.all([
    readMany(
      context,
      names.filter((name) => !name.includes('-')).map((name) => `${folder}/${name}/device/uevent`),
    ),
    readMany(
      context,
      ports.map((name) => `${folder}/${name}/status`),
    ),
    readMany(
      context,
      ports.map((name) => `${folder}/${name}/modes`),
    ),
  ]);
  const edids = await Promise.all(
    ports.map((name) => context.readBytes(`${folder}/${name}/edid`, edidBytes)),
  );
  const portOf = (name: string): string => name.replace(/^card\d{1,3}-/, '');
  const drm = uevents.flatMap((text) => drmCard(text) ?? []);
  const cards = mergeCards(lspciCards(listed.stdout), drm);
  const versions = await readMany(
    context,
    cards.map(
      ({ driver }) => `/sys/module/${/^\w{1,60}$/.test(driver ?? '') ? driver : '-'}/version`,
    ),
  );
  return {
    cards: cards.map((card, index) => ({
      ...card,
      driverVersion: versions[index]?.trim().slice(0, 100) || null,
    })),
    connectors: ports.map((name, index) => ({
      name: portOf(name),
      connected: states[index]?.trim() === 'connected',
      mode: /^\d{2,5}x\d{2,5}/.exec(modes[index] ?? '')?.[0] ?? null,
    })),
    monitors: ports.flatMap(
      (name, index) => monitorOf(edids[index] ?? new Uint8Array(), portOf(name)) ?? [],
    ),
  };
}
