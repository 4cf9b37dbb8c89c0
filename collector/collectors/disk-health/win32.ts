import { numberOf, type Row, rowOf, rowsOf, textOf } from '#collector/toolkit/fields.ts';
import { type DiskHealth, unknown } from './types.ts';

const healthStatus = (row: Row): DiskHealth['verdict'] => {
  const status = textOf(row.HealthStatus);
  if (status === 'Healthy' || status === '0') return 'passed';
  return status === null || status === 'Unknown' || status === '5' ? null : 'failing';
};

/**
 * `{ disks: Get-PhysicalDisk, each with its Get-StorageReliabilityCounter }`; without an administrator's rights the
 * counters are missing, and `counters` is false. Null without any answer.
 */
export function win32Health(answer: unknown): { disks: DiskHealth[]; counters: boolean } | null {
  if (answer === undefined) return null;
  const rows = rowsOf(rowOf(answer).disks ?? []);
  const disks = rows.flatMap((row): DiskHealth[] => {
    const name = textOf(row.Name);
    if (name === null) return [];
    const temperature = numberOf(row.Temperature);
    return [
      {
        ...unknown,
        name,
        verdict: healthStatus(row),
        // Drivers that do not know it report 0.
        temperatureCelsius: temperature === 0 ? null : temperature,
        poweredOnHours: numberOf(row.PowerOnHours),
        wearPercent: numberOf(row.Wear),
        uncorrectedErrors: numberOf(row.ReadErrorsUncorrected),
      },
    ];
  });
  return { disks, counters: rows.some((row) => row.Counters === true) };
}
