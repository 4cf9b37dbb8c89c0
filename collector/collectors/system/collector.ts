import { inventoryReads } from '#collector/inventory/command-lines.ts';
import { inventoryIn, withInventory } from '#collector/inventory/in-item.ts';
import {
  because,
  type CollectContext,
  type CollectResult,
  defineCollector,
  jsonItem,
} from '#collector/toolkit/define.ts';
import { runProfiler } from '#collector/toolkit/platform-tools.ts';
import { ask, askEach } from '#collector/toolkit/powershell-sources.ts';
import type { Platform } from '#contract/collector/collector.ts';
import { darwinSystem } from './darwin.ts';
import { linuxBoard, linuxSystem } from './linux.ts';
import type { System } from './types.ts';
import { win32System } from './win32.ts';

const hardwareReads = (platform: Platform): string[] => [
  ...new Set([...inventoryReads(platform, 'chassis'), ...inventoryReads(platform, 'baseboard')]),
];

export const system = defineCollector({
  id: 'system',
  title: 'Computer model and firmware',
  purpose:
    'Shows the model of this computer, so that the engineer can look up known faults of it or its firmware. Serial numbers are left out.',
  category: 'machine',
  sensitivity: 'technical',
  privileges: 'none',
  platforms: ['linux', 'darwin', 'win32'],
  presets: ['quick', 'standard', 'performance', 'full'],
  deadlineMs: 15_000,
  byteCap: 64 * 1024,
  items: ['system.json'],
  reads: {
    linux: [
      '/sys/class/dmi/id/sys_vendor, product_name, bios_vendor, bios_version, bios_date, chassis_type, board_vendor, board_name',
      '/proc/device-tree/model, /proc/cpuinfo',
      ...hardwareReads('linux'),
    ],
    darwin: [
      'system_profiler -json SPHardwareDataType',
      'sysctl -n kern.hv_vmm_present',
      ...hardwareReads('darwin'),
    ],
    win32: ['CIM: Win32_ComputerSystem, Win32_BIOS', ...hardwareReads('win32')],
  },
  mayReveal: 'The model of this computer. Serial numbers and hardware ids are left out.',
  async collect(context): Promise<CollectResult> {
    const [found, chassis, baseboard] = await Promise.all([
      gather(context),
      context.inventory('chassis'),
      context.inventory('baseboard'),
    ]);
    const items = [
      jsonItem('system.json', {
        ...found,
        ...(chassis && {
          inventory: { ...inventoryIn('chassis', chassis), ...inventoryIn('baseboard', baseboard) },
        }),
      }),
    ];
    if (found.manufacturer === null && found.model === null) {
      return {
        status: found.virtual === null ? 'unavailable' : 'partial',
        reason: because(
          'This computer does not report its maker or model. Containers and some virtual machines have none.',
        ),
        items: found.virtual === null ? [] : items,
      };
    }
    return withInventory({ items }, [chassis, baseboard]);
  },
});

async function gather(
  context: CollectContext,
): Promise<System & Partial<ReturnType<typeof linuxBoard>>> {
  if (context.platform === 'win32')
    return win32System((await ask(context, windowsScript, { timeoutMs: 12_000 })).answer);
  if (context.platform === 'darwin') {
    const [hardware, hypervisor] = await Promise.all([
      runProfiler(context, 'SPHardwareDataType'),
      context.run('sysctl', ['-n', 'kern.hv_vmm_present']),
    ]);
    return darwinSystem(hardware, hypervisor.stdout);
  }
  const read = async (path: string): Promise<string> => {
    const reading = await context.readText(path, 64 * 1024);
    return reading.ok ? reading.text : '';
  };
  const dmi = (name: string): Promise<string> => read(`/sys/class/dmi/id/${name}`);
  const [maker, model, vendor, version, date, deviceTree, cpuinfo] = await Promise.all([
    dmi('sys_vendor'),
    dmi('product_name'),
    dmi('bios_vendor'),
    dmi('bios_version'),
    dmi('bios_date'),
    read('/proc/device-tree/model'),
    read('/proc/cpuinfo'),
  ]);
  const [chassis, boardVendor, name] = await Promise.all([
    dmi('chassis_type'),
    dmi('board_vendor'),
    dmi('board_name'),
  ]);
  const found = linuxSystem({ maker, model, vendor, version, date, deviceTree, cpuinfo });
  return { ...found, ...linuxBoard({ chassis, vendor: boardVendor, name }) };
}

const windowsScript = askEach({
  computer: {
    one: 'Get-CimInstance Win32_ComputerSystem -ErrorAction Stop|Select-Object Manufacturer,Model',
  },
  firmware: {
    one: `Get-CimInstance Win32_BIOS -ErrorAction Stop|Select-Object Manufacturer,SMBIOSBIOSVersion,@{n='ReleaseDate';e={$_.ReleaseDate.ToUniversalTime().ToString('o')}}`,
  },
});
