import { dateOf, rowOf, rowsOf, textOf } from '#collector/toolkit/fields.ts';
import type { Driver } from './types.ts';

/** `{ drivers: Win32_PnPSignedDriver }`, null without an answer; devices of the same kind with the same driver are listed once. */
export function win32Drivers(answer: unknown): Driver[] | null {
  const { drivers: listed } = rowOf(answer);
  if (listed === undefined) return null;
  const drivers = rowsOf(listed).flatMap((row): Driver[] => {
    const name = textOf(row.DeviceName);
    if (name === null) return [];
    return [
      {
        name,
        version: textOf(row.DriverVersion),
        date: dateOf(row.At)?.slice(0, 10) ?? null,
        maker: textOf(row.DriverProviderName),
        kind: textOf(row.DeviceClass)?.toLowerCase() ?? null,
        signed: typeof row.IsSigned === 'boolean' ? row.IsSigned : null,
        state: null,
      },
    ];
  });
  return [
    ...new Map(drivers.map((driver) => [`${driver.name}\n${driver.version}`, driver])).values(),
  ];
}
