import { numberOf, profilerRowsOf, rowOf, textOf } from '#collector/toolkit/fields.ts';
import { nothing, type Power } from './types.ts';

/** `pmset -g batt`, `pmset -g therm` and `system_profiler -json SPPowerDataType`. */
export function darwinPower(batt: string, therm: string, profiler: string): Power {
  const rows = profilerRowsOf(profiler, 'SPPowerDataType');
  const health = rowOf(
    rows.find((row) => row.sppower_battery_health_info !== undefined)?.sppower_battery_health_info,
  );
  const batteries = [
    ...batt.matchAll(/^ -([^\t\n]{1,80}?)(?: \(id=\d{1,20}\))?\t(\d{1,3})%; ([^;\n]{1,40})/gm),
  ].map(([, name, charge, state]) => ({
    name: textOf(name) ?? 'battery',
    peripheral: false,
    state: textOf(state)?.replace(/^charged$/, 'full') ?? null,
    chargePercent: numberOf(charge),
    healthPercent: numberOf(
      textOf(health.sppower_battery_health_maximum_capacity)?.replace('%', ''),
    ),
    cycles: numberOf(health.sppower_battery_cycle_count),
    condition: textOf(health.sppower_battery_health),
  }));
  const source = /^Now drawing from '(AC|Battery|UPS) Power'/m.exec(batt)?.[1];
  return {
    ...nothing,
    batteries,
    onMains: source === undefined ? null : source === 'AC',
    speedLimitPercent: numberOf(/CPU_Speed_Limit\s{0,20}=\s{0,20}(\d{1,3})/.exec(therm)?.[1]),
  };
}
