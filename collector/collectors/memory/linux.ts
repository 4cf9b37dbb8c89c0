import { meminfoOf, pressureOf } from '../../toolkit/proc.ts';
import type { Memory } from './types.ts';

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
