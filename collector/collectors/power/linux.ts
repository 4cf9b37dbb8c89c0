import { numberOf, textOf } from '#collector/toolkit/fields.ts';
import { type Power, percent } from './types.ts';

/**
 * Texts of `/sys/class/power_supply/NAME/uevent`, lines of `POWER_SUPPLY_KEY=value`, and of `type`, which older kernels
 * do not include in it.
 */
export function linuxSupplies(
  uevents: string[],
  types: string[] = [],
): Pick<Power, 'batteries' | 'onMains'> {
  const supplies = uevents.map((text, index) => {
    const said = [...text.matchAll(/^POWER_SUPPLY_([A-Z_]{1,60})=(.*)$/gm)].map(
      ([, key = '', value]) => [key, textOf(value)] as const,
    );
    return new Map([['TYPE', textOf(types[index])], ...said]);
  });
  const batteries = supplies.filter(
    (one) => one.get('TYPE') === 'Battery' && one.get('PRESENT') !== '0',
  );
  const mains = supplies.filter(
    (one) => /^(Mains|USB)/.test(one.get('TYPE') ?? '') && one.has('ONLINE'),
  );
  return {
    batteries: batteries.map((one) => {
      const number = (key: string): number | null => numberOf(one.get(key));
      return {
        name: nameOf(one),
        // Drivers of a computer's own battery omit SCOPE.
        peripheral: one.get('SCOPE') === 'Device',
        state: one.get('STATUS')?.toLowerCase() ?? null,
        chargePercent: number('CAPACITY'),
        healthPercent: percent(
          number('ENERGY_FULL') ?? number('CHARGE_FULL'),
          number('ENERGY_FULL_DESIGN') ?? number('CHARGE_FULL_DESIGN'),
        ),
        cycles: number('CYCLE_COUNT') || null,
        condition: healthOf(one.get('HEALTH')),
      };
    }),
    onMains: mains.length === 0 ? null : mains.some((one) => one.get('ONLINE') !== '0'),
  };
}

/** Texts of a thermal zone's `type` and `temp` (thousandths of a degree). Zones that are off report impossible values. */
export function linuxTemperature(type: string, temp: string): Power['temperatures'] {
  const thousandths = numberOf(temp.trim());
  const celsius = thousandths === null ? null : Math.round(thousandths / 100) / 10;
  return celsius === null || celsius === 0 || celsius > 150
    ? []
    : [{ place: textOf(type) ?? 'unknown', celsius }];
}

/** `POWER_SUPPLY_HEALTH` (sysfs-class-power), which few drivers report. */
const healthOf = (health: string | null | undefined): string | null =>
  health === 'Unknown' ? null : (health ?? null);

/** Batteries of wireless keyboards have the keyboard's address as their name; the model says more and reveals less. */
function nameOf(supply: ReadonlyMap<string, string | null>): string {
  const name = supply.get('NAME') ?? null;
  return (
    (name !== null && !/(?:[0-9a-f]{2}[:_-]){5}[0-9a-f]{2}/i.test(name)
      ? name
      : supply.get('MODEL_NAME')) ?? 'battery'
  );
}
