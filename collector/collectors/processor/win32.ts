import { numberOf, rowOf, rowsOf } from '#collector/toolkit/fields.ts';
import { type Cores, unknownCores } from './types.ts';

/** `{ processors: Win32_Processor }`, one row per socket. */
export function win32Cores(answer: unknown): Cores {
  const counts = rowsOf(rowOf(answer).processors ?? []).flatMap(
    (row) => numberOf(row.NumberOfCores) ?? [],
  );
  return {
    ...unknownCores,
    physicalCores: counts.length === 0 ? null : counts.reduce((sum, count) => sum + count, 0),
  };
}
