import type { ShapedItem } from '../../../contract/item-shapes.ts';
import { numberOf, rowsOf } from '../../toolkit/fields.ts';
import { meminfoOf, pressureOf } from '../../toolkit/proc.ts';

export type Memory = ShapedItem<'memory/memory.json'>;

const mebibyte = 1024 * 1024;

export function linuxMemory(meminfo: string, pressure: string): Memory | null {
  const values = meminfoOf(meminfo);
  const totalBytes = values.get('MemTotal');
  const availableBytes = values.get('MemAvailable') ?? values.get('MemFree');
  if (totalBytes === undefined || availableBytes === undefined) return null;
  const swapTotalBytes = values.get('SwapTotal') ?? null;
  const swapFree = values.get('SwapFree');
  const swapUsedBytes = swapTotalBytes === null || swapFree === undefined ? null : Math.max(0, swapTotalBytes - swapFree);
  const stalled = pressureOf(pressure);
  const full = stalled?.fullAvg60 ?? null;
  return {
    ...{ totalBytes, availableBytes, swapTotalBytes, swapUsedBytes },
    pressure: stalled && full !== null ? { someAvg60: stalled.someAvg60, fullAvg60: full } : null,
  };
}

/**
 * `vm_stat` counts pages. Available is what macOS can hand out without writing to disk: free, inactive, speculative and
 * purgeable pages. `swap`: `total = 2048.00M  used = 1043.25M  free = 1004.75M  (encrypted)`.
 */
export function darwinMemory(totalBytes: number, statistics: string, swap: string): Memory | null {
  const pageBytes = numberOf(/page size of (\d+) bytes/.exec(statistics)?.[1]);
  const pages = (name: string): number =>
    numberOf(new RegExp(`^Pages ${name}:\\s+(\\d{1,15})\\.`, 'm').exec(statistics)?.[1]) ?? 0;
  if (pageBytes === null) return null;
  const available = (pages('free') + pages('inactive') + pages('speculative') + pages('purgeable')) * pageBytes;
  const swapBytes = (name: string): number | null => {
    const megabytes = numberOf(new RegExp(`\\b${name} = ([\\d.,]{1,20})M`).exec(swap)?.[1]?.replace(',', '.'));
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
 * What macOS itself thinks of its memory, which free pages do not tell, since it fills them on purpose:
 * `kern.memorystatus_vm_pressure_level`, as the colour in Activity Monitor, and `memory_pressure -Q`.
 */
export function darwinPressure(level: string, query: string): { pressureLevel: string | null; freePercent: number | null } {
  return {
    pressureLevel: levels[level.trim()] ?? null,
    freePercent: numberOf(/^System-wide memory free percentage: {1,5}(\d{1,3})%/m.exec(query)?.[1]),
  };
}

/** `pageFiles`: Win32_PageFileUsage, in MiB. Node's free memory is what Windows calls available. */
export function win32Memory(totalBytes: number, availableBytes: number, pageFiles: unknown): Memory {
  const rows = pageFiles === undefined ? null : rowsOf(pageFiles);
  const sum = (name: string): number | null =>
    rows?.reduce((total, row) => total + (numberOf(row[name]) ?? 0) * mebibyte, 0) ?? null;
  return {
    totalBytes,
    availableBytes,
    swapTotalBytes: sum('AllocatedBaseSize'),
    swapUsedBytes: sum('CurrentUsage'),
    pressure: null,
  };
}
