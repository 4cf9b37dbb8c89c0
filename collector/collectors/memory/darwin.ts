import { numberOf } from '#collector/toolkit/fields.ts';
import { type Memory, mebibyte } from './types.ts';

/**
 * `vm_stat` counts pages. Available memory can be used without writing to disk: free, inactive, speculative and
 * purgeable pages. `swap`: `total = 2048.00M  used = 1043.25M  free = 1004.75M  (encrypted)`.
 */
export function darwinMemory(totalBytes: number, statistics: string, swap: string): Memory | null {
  const pageBytes = numberOf(/page size of (\d+) bytes/.exec(statistics)?.[1]);
  const pages = (name: string): number =>
    numberOf(new RegExp(`^Pages ${name}:\\s+(\\d{1,15})\\.`, 'm').exec(statistics)?.[1]) ?? 0;
  if (pageBytes === null) return null;
  const available =
    (pages('free') + pages('inactive') + pages('speculative') + pages('purgeable')) * pageBytes;
  const swapBytes = (name: string): number | null => {
    const megabytes = numberOf(
      new RegExp(`\\b${name} = ([\\d.,]{1,20})M`).exec(swap)?.[1]?.replace(',', '.'),
    );
    return megabytes === null ? null : Math.round(megabytes * mebibyte);
  };
  return {
    totalBytes,
    availableBytes: Math.min(available, totalBytes),
    swapTotalBytes: swapBytes('total'),
    swapUsedBytes: swapBytes('used'),
    pressure: null,
  };
}

const levels: Readonly<Record<string, string>> = { 1: 'normal', 2: 'warning', 4: 'critical' };

/**
 * macOS's own rating of its memory. Free pages do not show this, because macOS fills them on purpose:
 * `kern.memorystatus_vm_pressure_level`, the colour in Activity Monitor, and `memory_pressure -Q`.
 */
export function darwinPressure(
  level: string,
  query: string,
): { pressureLevel: string | null; freePercent: number | null } {
  return {
    pressureLevel: levels[level.trim()] ?? null,
    freePercent: numberOf(/^System-wide memory free percentage: {1,5}(\d{1,3})%/m.exec(query)?.[1]),
  };
}
