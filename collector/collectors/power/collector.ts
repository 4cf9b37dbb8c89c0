import {
  because,
  type CollectContext,
  type CollectResult,
  defineCollector,
  jsonItem,
} from '#collector/toolkit/define.ts';
import { namesIn, readMany, runProfiler } from '#collector/toolkit/platform-tools.ts';
import { ask, askEach } from '#collector/toolkit/powershell-sources.ts';
import { darwinPower } from './darwin.ts';
import { linuxSupplies, linuxTemperature } from './linux.ts';
import { nothing, type Power, saysAnything } from './types.ts';
import { win32Power } from './win32.ts';

export const power = defineCollector({
  id: 'power',
  title: 'Battery and temperature',
  purpose:
    'Shows how worn the battery is and how hot the computer gets, for a computer that is slow or turns itself off.',
  category: 'machine',
  sensitivity: 'technical',
  privileges: 'none',
  platforms: ['linux', 'darwin', 'win32'],
  presets: ['standard', 'performance', 'full'],
  deadlineMs: 15_000,
  byteCap: 64 * 1024,
  items: ['power.json'],
  reads: {
    linux: [
      '/sys/class/power_supply/*/uevent, type',
      '/sys/class/thermal/thermal_zone*/type, temp',
    ],
    darwin: ['pmset -g batt', 'pmset -g therm', 'system_profiler -json SPPowerDataType'],
    win32: [
      'CIM: Win32_Battery, BatteryStatus, BatteryStaticData, BatteryFullChargedCapacity, BatteryCycleCount',
      'CIM: Win32_PerfFormattedData_Counters_ThermalZoneInformation',
      'powercfg /getactivescheme',
    ],
  },
  mayReveal:
    'The state of the battery, the power plan and temperatures. Serial numbers of batteries are left out.',
  async collect(context): Promise<CollectResult> {
    const found = await gather(context);
    if (saysAnything(found)) return { items: [jsonItem('power.json', found)] };
    return {
      status: 'unavailable',
      reason: because(
        'This computer reports no battery and no temperatures. Most virtual machines have none.',
      ),
    };
  },
});

async function gather(context: CollectContext): Promise<Power> {
  if (context.platform === 'win32') {
    const [asked, scheme] = await Promise.all([
      ask(context, windowsScript, { timeoutMs: 12_000 }),
      context.run('powercfg', ['/getactivescheme'], { timeoutMs: 5000 }),
    ]);
    // A desktop computer has no battery classes; no answer means no battery.
    return win32Power(asked.answer, scheme.stdout);
  }
  if (context.platform === 'darwin') {
    const [batt, therm, profiler] = await Promise.all([
      context.run('pmset', ['-g', 'batt']),
      context.run('pmset', ['-g', 'therm']),
      runProfiler(context, 'SPPowerDataType'),
    ]);
    return darwinPower(batt.stdout, therm.stdout, profiler);
  }
  const [supplies, zones] = await Promise.all([
    namesIn(context, '/sys/class/power_supply'),
    namesIn(context, '/sys/class/thermal', /^thermal_zone\d/),
  ]);
  const uevents = await readMany(
    context,
    supplies.map((name) => `/sys/class/power_supply/${name}/uevent`),
  );
  const kinds = await readMany(
    context,
    supplies.map((name) => `/sys/class/power_supply/${name}/type`),
  );
  const types = await readMany(
    context,
    zones.map((name) => `/sys/class/thermal/${name}/type`),
  );
  const temps = await readMany(
    context,
    zones.map((name) => `/sys/class/thermal/${name}/temp`),
  );
  const temperatures = types.flatMap((type, index) => linuxTemperature(type, temps[index] ?? ''));
  return { ...nothing, ...linuxSupplies(uevents, kinds), temperatures };
}

// Not MSAcpi_ThermalZoneTemperature: only administrators may read that class, but everyone may read the counters.
const windowsScript = askEach({
  batteries: {
    list: 'Get-CimInstance Win32_Battery -ErrorAction Stop|Select-Object Name,BatteryStatus,EstimatedChargeRemaining',
  },
  status: { list: battery('BatteryStatus', 'Charging,Discharging,PowerOnline') },
  design: { list: battery('BatteryStaticData', 'DesignedCapacity') },
  full: { list: battery('BatteryFullChargedCapacity', 'FullChargedCapacity') },
  cycles: { list: battery('BatteryCycleCount', 'CycleCount') },
  zones: {
    list: 'Get-CimInstance Win32_PerfFormattedData_Counters_ThermalZoneInformation -ErrorAction Stop|Select-Object Name,HighPrecisionTemperature,PercentPassiveLimit',
  },
});

function battery(type: string, properties: string): string {
  return `Get-CimInstance -Namespace root/wmi ${type} -ErrorAction Stop|Select-Object ${properties}`;
}
