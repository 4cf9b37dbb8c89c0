import { numberOf, profilerRowsOf, type Row, rowOf, rowsOf, textOf } from '../../toolkit/fields.ts';

export interface Battery {
  name: string;
  /** `charging`, `discharging`, `full`, `not charging`, or null. */
  state: string | null;
  chargePercent: number | null;
  /** What it holds when full, against what it held when new. */
  healthPercent: number | null;
  cycles: number | null;
}

export interface Power {
  batteries: Battery[];
  /** Whether it runs on mains power; null when the system does not say. */
  onMains: boolean | null;
  /** `balanced`, `high performance`, `power saver`, or the plan's own id. */
  plan: string | null;
  temperatures: { place: string; celsius: number }[];
  /** How far the processor is slowed down because of heat: 100 is not at all. */
  speedLimitPercent: number | null;
}

export const nothing: Power = { batteries: [], onMains: null, plan: null, temperatures: [], speedLimitPercent: null };

export const saysAnything = (power: Power): boolean =>
  power.batteries.length > 0 || power.temperatures.length > 0 || power.onMains !== null;

const percent = (part: number | null, whole: number | null): number | null =>
  part === null || whole === null || whole === 0 ? null : Math.round((part / whole) * 100);

/** Texts of `/sys/class/power_supply/NAME/uevent`: lines of `POWER_SUPPLY_KEY=value`. */
export function linuxSupplies(uevents: string[]): Pick<Power, 'batteries' | 'onMains'> {
  const supplies = uevents.map(
    (text) =>
      new Map([...text.matchAll(/^POWER_SUPPLY_([A-Z_]{1,60})=(.*)$/gm)].map(([, key = '', value]) => [key, textOf(value)])),
  );
  // A mouse has a battery too; SCOPE tells it from the computer's own.
  const batteries = supplies.filter((one) => one.get('TYPE') === 'Battery' && one.get('PRESENT') !== '0');
  const mains = supplies.filter((one) => /^(Mains|USB)/.test(one.get('TYPE') ?? '') && one.has('ONLINE'));
  return {
    batteries: batteries.map((one) => {
      const number = (key: string): number | null => numberOf(one.get(key));
      return {
        name: one.get('NAME') ?? 'battery',
        state: one.get('STATUS')?.toLowerCase() ?? null,
        chargePercent: number('CAPACITY'),
        healthPercent: percent(
          number('ENERGY_FULL') ?? number('CHARGE_FULL'),
          number('ENERGY_FULL_DESIGN') ?? number('CHARGE_FULL_DESIGN'),
        ),
        cycles: number('CYCLE_COUNT') || null,
      };
    }),
    onMains: mains.length === 0 ? null : mains.some((one) => one.get('ONLINE') !== '0'),
  };
}

/** Texts of a thermal zone's `type` and `temp` (thousandths of a degree). Zones that are switched off say impossible values. */
export function linuxTemperature(type: string, temp: string): Power['temperatures'] {
  const thousandths = numberOf(temp.trim());
  const celsius = thousandths === null ? null : Math.round(thousandths / 100) / 10;
  return celsius === null || celsius === 0 || celsius > 150 ? [] : [{ place: textOf(type) ?? 'unknown', celsius }];
}

/** `pmset -g batt`, `pmset -g therm` and `system_profiler -json SPPowerDataType`. */
export function darwinPower(batt: string, therm: string, profiler: string): Power {
  const rows = profilerRowsOf(profiler, 'SPPowerDataType');
  const health = rowOf(rows.find((row) => row.sppower_battery_health_info !== undefined)?.sppower_battery_health_info);
  const batteries = [...batt.matchAll(/^ -([^\t\n]{1,80}?)(?: \(id=\d{1,20}\))?\t(\d{1,3})%; ([^;\n]{1,40})/gm)].map(
    ([, name, charge, state]) => ({
      name: textOf(name) ?? 'battery',
      state: textOf(state)?.replace(/^charged$/, 'full') ?? null,
      chargePercent: numberOf(charge),
      healthPercent: numberOf(textOf(health.sppower_battery_health_maximum_capacity)?.replace('%', '')),
      cycles: numberOf(health.sppower_battery_cycle_count),
    }),
  );
  const source = /^Now drawing from '(AC|Battery|UPS) Power'/m.exec(batt)?.[1];
  return {
    ...nothing,
    batteries,
    onMains: source === undefined ? null : source === 'AC',
    speedLimitPercent: numberOf(/CPU_Speed_Limit\s{0,20}=\s{0,20}(\d{1,3})/.exec(therm)?.[1]),
  };
}

/**
 * Win32_Battery's BatteryStatus: 1 discharging, 2 on mains power, charging or not; 3 full; 4 and 5 low and critical, which
 * says nothing of mains power; 6 to 9 charging; 10 and 11 nothing.
 */
const windowsStates: Record<number, string> = {
  1: 'discharging',
  3: 'full',
  6: 'charging',
  7: 'charging',
  8: 'charging',
  9: 'charging',
};
const onMainsOf = (status: number): boolean | null =>
  status === 1 ? false : status === 2 || status === 3 || (status >= 6 && status <= 9) ? true : null;

/** BatteryStatus of the battery's own driver, which tells charging from merely being plugged in. */
function driverState(row: Row, charge: number | null): string | null {
  if (row.Charging === true) return 'charging';
  if (row.Discharging === true) return 'discharging';
  if (row.PowerOnline !== true) return null;
  return charge === 100 ? 'full' : 'not charging';
}

const plans: Record<string, string> = {
  '381b4222-f694-41f0-9685-ff5bb260df2e': 'balanced',
  '8c5e7fda-e8bf-4a96-9a85-a6e23a8c635c': 'high performance',
  'a1841308-3541-4fab-bc81-f71556f20b4a': 'power saver',
};

/**
 * `answer`: `{ batteries: Win32_Battery, status: BatteryStatus, design, full, cycles, zones }`; `scheme`: `powercfg /getactivescheme`, whose words
 * are in the person's language and whose GUID is not.
 */
export function win32Power(answer: unknown, scheme: string): Power {
  const parts = rowOf(answer);
  const [full, design, cycles] = [rowsOf(parts.full), rowsOf(parts.design), rowsOf(parts.cycles)];
  const status = rowsOf(parts.status);
  const batteries = rowsOf(parts.batteries).map((row, index): Battery => {
    const at = (list: ReturnType<typeof rowsOf>, key: string): number | null => numberOf(list[index]?.[key]);
    const charge = numberOf(row.EstimatedChargeRemaining);
    return {
      name: textOf(row.Name) ?? 'battery',
      state: driverState(status[index] ?? {}, charge) ?? windowsStates[numberOf(row.BatteryStatus) ?? 0] ?? null,
      chargePercent: charge,
      healthPercent: percent(at(full, 'FullChargedCapacity'), at(design, 'DesignedCapacity')),
      cycles: at(cycles, 'CycleCount') || null,
    };
  });
  const online = status.flatMap(({ PowerOnline }) => (typeof PowerOnline === 'boolean' ? PowerOnline : []));
  const said =
    online.length > 0 ? online : rowsOf(parts.batteries).flatMap((row) => onMainsOf(numberOf(row.BatteryStatus) ?? 0) ?? []);
  const plan = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/i.exec(scheme)?.[0].toLowerCase();
  const limits = rowsOf(parts.zones).flatMap((row) => numberOf(row.PercentPassiveLimit) ?? []);
  return {
    batteries,
    onMains: said.length === 0 ? null : said.includes(true),
    plan: plan === undefined ? null : (plans[plan] ?? plan),
    // Tenths of a kelvin.
    temperatures: rowsOf(parts.zones).flatMap((row) => {
      const kelvin = numberOf(row.HighPrecisionTemperature);
      if (kelvin === null || kelvin < 2232) return [];
      return [{ place: textOf(row.Name) ?? 'unknown', celsius: Math.round(kelvin - 2731.5) / 10 }];
    }),
    speedLimitPercent: limits.length > 0 ? limits.reduce((a, b) => Math.min(a, b)) : null,
  };
}
