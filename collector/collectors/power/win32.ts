import { numberOf, type Row, rowOf, rowsOf, textOf } from '#collector/toolkit/fields.ts';
import { type Battery, type Power, percent } from './types.ts';

/**
 * Win32_Battery's BatteryStatus: 1 discharging, 2 on mains power, charging or not; 3 full; 4 and 5 low and critical, which
 * do not show mains power; 6 to 9 charging; 10 and 11 nothing.
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

/** BatteryStatus of the battery's own driver, which distinguishes charging from being plugged in. */
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
 * `answer`: `{ batteries: Win32_Battery, status: BatteryStatus, design, full, cycles, zones }`; `scheme`: `powercfg /getactivescheme`, whose text
 * is translated but whose GUID is not.
 */
export function win32Power(answer: unknown, scheme: string): Power {
  const parts = rowOf(answer);
  const [full, design, cycles] = [rowsOf(parts.full), rowsOf(parts.design), rowsOf(parts.cycles)];
  const status = rowsOf(parts.status);
  const batteries = rowsOf(parts.batteries).map((row, index): Battery => {
    const at = (list: ReturnType<typeof rowsOf>, key: string): number | null =>
      numberOf(list[index]?.[key]);
    const charge = numberOf(row.EstimatedChargeRemaining);
    return {
      name: textOf(row.Name) ?? 'battery',
      peripheral: false,
      state:
        driverState(status[index] ?? {}, charge) ??
        windowsStates[numberOf(row.BatteryStatus) ?? 0] ??
        null,
      chargePercent: charge,
      healthPercent: percent(at(full, 'FullChargedCapacity'), at(design, 'DesignedCapacity')),
      cycles: at(cycles, 'CycleCount') || null,
      condition: null,
    };
  });
  const online = status.flatMap(({ PowerOnline }) =>
    typeof PowerOnline === 'boolean' ? PowerOnline : [],
  );
  const powered =
    online.length > 0
      ? online
      : rowsOf(parts.batteries).flatMap((row) => onMainsOf(numberOf(row.BatteryStatus) ?? 0) ?? []);
  const plan = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/i.exec(scheme)?.[0].toLowerCase();
  const limits = rowsOf(parts.zones).flatMap((row) => numberOf(row.PercentPassiveLimit) ?? []);
  return {
    batteries,
    onMains: powered.length === 0 ? null : powered.includes(true),
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
