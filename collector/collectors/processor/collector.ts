import os from 'node:os';
import { performance as clock } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import { inventoryReads } from '#collector/inventory/command-lines.ts';
import { inventoryIn, withInventory } from '#collector/inventory/in-item.ts';
import {
  type CollectContext,
  type CollectResult,
  defineCollector,
  jsonItem,
} from '#collector/toolkit/define.ts';
import { textOf } from '#collector/toolkit/fields.ts';
import { namesIn, readMany } from '#collector/toolkit/platform-tools.ts';
import { ask, askEach } from '#collector/toolkit/powershell-sources.ts';
import { pressureOf } from '#collector/toolkit/proc.ts';
import { darwinCores } from './darwin.ts';
import { type LinuxProcessor, linuxCores, linuxThrottles } from './linux.ts';
import { loadBetween, type ProcessorLoad } from './load.ts';
import type { Cores } from './types.ts';
import { win32Cores } from './win32.ts';

/** Systems count in hundredths of a second; a much shorter time would be a guess. */
const sampleMs = 300;

export const processor = defineCollector({
  id: 'processor',
  title: 'Processor',
  purpose: 'Shows which processor this computer has and how busy it is.',
  category: 'machine',
  sensitivity: 'technical',
  privileges: 'none',
  platforms: ['linux', 'darwin', 'win32'],
  presets: ['quick', 'standard', 'performance', 'full'],
  deadlineMs: 12_000,
  byteCap: 64 * 1024,
  items: ['processor.json'],
  reads: {
    linux: [
      '/proc/cpuinfo, /proc/pressure/cpu',
      '/sys/devices/system/cpu/*/topology/thread_siblings_list',
      '/sys/devices/system/cpu/*/cpu_capacity',
      '/sys/devices/system/cpu/*/thermal_throttle/core_throttle_count, package_throttle_count',
      '/sys/devices/cpu_core/cpus',
      '/sys/devices/cpu_atom/cpus',
      'Node.js: processors and load',
      ...inventoryReads('linux', 'cpu'),
    ],
    darwin: [
      'sysctl hw.physicalcpu hw.perflevel0.physicalcpu hw.perflevel1.physicalcpu',
      'Node.js: processors and load',
      ...inventoryReads('darwin', 'cpu'),
    ],
    win32: [
      'CIM: Win32_Processor (number of cores)',
      'Node.js: processors, twice within 0.3 s',
      ...inventoryReads('win32', 'cpu'),
    ],
  },
  mayReveal: 'Only the model of the processor and how busy it is.',
  async collect(context): Promise<CollectResult> {
    const asked = context.inventory('cpu');
    const [linux, windows] = [context.platform === 'linux', context.platform === 'win32'];
    // Only Windows has no load average; on other systems a measurement would take time and say less.
    const load = windows ? await sampleLoad(context.signal) : null;
    const processors = os.cpus();
    const [oneMinute = 0, fiveMinutes = 0, fifteenMinutes = 0] = os.loadavg();
    const pressure = linux ? await context.readText('/proc/pressure/cpu', 4096) : null;
    const item = jsonItem('processor.json', {
      model: textOf(processors[0]?.model) ?? 'unknown',
      logicalProcessors: Math.max(1, processors.length),
      ...(await gatherCores(context)),
      megahertz: processors[0]?.speed || null,
      load,
      loadAverage: windows ? null : [oneMinute, fiveMinutes, fifteenMinutes],
      pressure: pressure?.ok ? pressureOf(pressure.text) : null,
      ...inventoryIn('inventory', await asked),
    });
    return withInventory({ items: [item] }, [await asked]);
  },
});

async function sampleLoad(signal: AbortSignal): Promise<ProcessorLoad | null> {
  const [before, own, began] = [os.cpus(), process.cpuUsage(), clock.now()];
  await wait(sampleMs, undefined, { signal }).catch(() => undefined);
  const used = process.cpuUsage(own);
  return loadBetween(before, os.cpus(), {
    microseconds: used.user + used.system,
    milliseconds: clock.now() - began,
  });
}

async function gatherCores(
  context: CollectContext,
): Promise<Cores & { throttles?: ReturnType<typeof linuxThrottles> }> {
  if (context.platform === 'win32')
    return win32Cores((await ask(context, windowsScript, { timeoutMs: 4000 })).answer);
  if (context.platform === 'linux') return gatherLinux(context);
  const names = ['hw.physicalcpu', 'hw.perflevel0.physicalcpu', 'hw.perflevel1.physicalcpu'];
  return darwinCores((await context.run('sysctl', names, { timeoutMs: 3000 })).stdout);
}

const cpuFolder = '/sys/devices/system/cpu';

async function gatherLinux(
  context: CollectContext,
): Promise<Cores & { throttles: ReturnType<typeof linuxThrottles> }> {
  const names = await namesIn(context, cpuFolder, /^cpu\d{1,5}$/);
  const files = [
    'topology/thread_siblings_list',
    'cpu_capacity',
    'thermal_throttle/core_throttle_count',
  ];
  const processors = await Promise.all(
    names.map(async (name): Promise<LinuxProcessor> => {
      const paths = [...files, 'thermal_throttle/package_throttle_count'].map(
        (file) => `${cpuFolder}/${name}/${file}`,
      );
      const [siblings = '', capacity = '', coreThrottles = '', packageThrottles = ''] =
        await readMany(context, paths, 4096);
      return { siblings, capacity, coreThrottles, packageThrottles };
    }),
  );
  const [cpuinfo = ''] = await readMany(context, ['/proc/cpuinfo'], 1024 * 1024);
  const [fast = '', slow = ''] = await readMany(
    context,
    ['/sys/devices/cpu_core/cpus', '/sys/devices/cpu_atom/cpus'],
    4096,
  );
  return {
    ...linuxCores(processors, { fast, slow }, cpuinfo),
    throttles: linuxThrottles(processors),
  };
}

// If all its properties are requested, this class measures the load for a second.
const windowsScript = askEach({
  processors: {
    list: 'Get-CimInstance Win32_Processor -Property NumberOfCores -ErrorAction Stop|Select-Object NumberOfCores',
  },
});
