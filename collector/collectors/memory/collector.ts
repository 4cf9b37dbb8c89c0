import os from 'node:os';
import { inventoryReads } from '#collector/inventory/command-lines.ts';
import { inventoryIn, withInventory } from '#collector/inventory/in-item.ts';
import {
  because,
  type CollectContext,
  type CollectResult,
  defineCollector,
  jsonItem,
} from '#collector/toolkit/define.ts';
import { rowOf } from '#collector/toolkit/fields.ts';
import { namesIn, readMany } from '#collector/toolkit/platform-tools.ts';
import { ask, askEach } from '#collector/toolkit/powershell-sources.ts';
import { darwinMemory, darwinPressure } from './darwin.ts';
import { edacErrors, linuxMemory, type MemoryModule, udevModules } from './linux.ts';
import type { Memory } from './types.ts';
import { win32Memory } from './win32.ts';

export const memory = defineCollector({
  id: 'memory',
  title: 'Memory',
  purpose:
    'Shows how much memory this computer has and how much is free, to see whether it runs out.',
  category: 'machine',
  sensitivity: 'technical',
  privileges: 'none',
  platforms: ['linux', 'darwin', 'win32'],
  presets: ['quick', 'standard', 'performance', 'full'],
  deadlineMs: 12_000,
  byteCap: 64 * 1024,
  items: ['memory.json'],
  reads: {
    linux: [
      '/proc/meminfo, /proc/pressure/memory',
      '/run/udev/data/+dmi:id (modules; serial numbers are left out)',
      '/sys/devices/system/edac/mc/*/ce_count, ue_count',
      ...inventoryReads('linux', 'memLayout'),
    ],
    darwin: [
      'vm_stat',
      'sysctl -n vm.swapusage',
      'sysctl -n kern.memorystatus_vm_pressure_level',
      'memory_pressure -Q',
      ...inventoryReads('darwin', 'memLayout'),
    ],
    win32: ['CIM: Win32_PageFileUsage', ...inventoryReads('win32', 'memLayout')],
  },
  mayReveal: 'Sizes, and makers and kinds of memory modules. Serial numbers are left out.',
  async collect(context): Promise<CollectResult> {
    const [found, modules] = await Promise.all([gather(context), context.inventory('memLayout')]);
    const detail = inventoryIn('inventory', modules);
    if (found)
      return withInventory({ items: [jsonItem('memory.json', { ...found, ...detail })] }, [
        modules,
      ]);
    const basic: Memory = {
      totalBytes: os.totalmem(),
      availableBytes: os.freemem(),
      swapTotalBytes: null,
      swapUsedBytes: null,
      pressure: null,
    };
    return {
      status: 'partial',
      reason: because('The system showed only how much memory there is and how much is unused.'),
      items: [jsonItem('memory.json', { ...basic, ...detail })],
    };
  },
});

interface Modules {
  modules: MemoryModule[] | null;
  /** Errors that the memory detected since the start. */
  errors: ReturnType<typeof edacErrors>;
}

async function gatherModules(context: CollectContext): Promise<Modules> {
  const folder = '/sys/devices/system/edac/mc';
  const controllers = await namesIn(context, folder, /^mc\d{1,3}$/);
  const counts = (file: string): Promise<string[]> =>
    readMany(
      context,
      controllers.map((name) => `${folder}/${name}/${file}`),
    );
  const [[udev = ''], corrected, uncorrected] = await Promise.all([
    readMany(context, ['/run/udev/data/+dmi:id'], 128 * 1024),
    counts('ce_count'),
    counts('ue_count'),
  ]);
  return { modules: udevModules(udev), errors: edacErrors(corrected, uncorrected) };
}

async function gather(context: CollectContext): Promise<(Memory & Partial<Modules>) | null> {
  if (context.platform === 'win32') {
    const { pageFiles } = rowOf((await ask(context, windowsScript, { timeoutMs: 8000 })).answer);
    return win32Memory(os.totalmem(), os.freemem(), pageFiles);
  }
  if (context.platform === 'darwin') {
    const [statistics, swap, level, free] = await Promise.all([
      context.run('vm_stat', []),
      context.run('sysctl', ['-n', 'vm.swapusage']),
      context.run('sysctl', ['-n', 'kern.memorystatus_vm_pressure_level']),
      context.run('memory_pressure', ['-Q'], { timeoutMs: 5000 }),
    ]);
    const found = darwinMemory(os.totalmem(), statistics.stdout, swap.stdout);
    return found && { ...found, ...darwinPressure(level.stdout, free.stdout) };
  }
  const [meminfo, pressure] = await Promise.all([
    context.readText('/proc/meminfo', 64 * 1024),
    context.readText('/proc/pressure/memory', 4096),
  ]);
  const found = meminfo.ok ? linuxMemory(meminfo.text, pressure.ok ? pressure.text : '') : null;
  return found && { ...found, ...(await gatherModules(context)) };
}

const windowsScript = askEach({
  pageFiles: {
    list: 'Get-CimInstance Win32_PageFileUsage -ErrorAction Stop|Select-Object AllocatedBaseSize,CurrentUsage',
  },
});
