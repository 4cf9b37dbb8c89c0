import type { CpuInfo } from 'node:os';

export interface ProcessorLoad {
  /** Use of all processors together, in percent. */
  busyPercent: number;
  /** Use of the busiest processor; a program with one thread cannot use more than one. */
  busiestPercent: number;
  /** The share of the collector process itself, without its commands. */
  ownPercent: number;
  sampledMilliseconds: number;
}

/** The load between two readings of the processors; null when they do not match or no time passed. */
export function loadBetween(
  before: readonly Pick<CpuInfo, 'times'>[],
  after: readonly Pick<CpuInfo, 'times'>[],
  own: { microseconds: number; milliseconds: number },
): ProcessorLoad | null {
  if (before.length !== after.length || after.length === 0 || !(own.milliseconds > 0)) return null;
  const cores = after.map(({ times }, index) => {
    const earlier = before[index]?.times ?? times;
    const grown = (key: keyof CpuInfo['times']): number => Math.max(0, times[key] - earlier[key]);
    const busy = grown('user') + grown('nice') + grown('sys') + grown('irq');
    return { busy, whole: busy + grown('idle') };
  });
  const sum = (key: 'busy' | 'whole'): number =>
    cores.reduce((total, core) => total + core[key], 0);
  if (sum('whole') === 0) return null;
  return {
    busyPercent: percent(sum('busy'), sum('whole')),
    busiestPercent: Math.max(...cores.map(({ busy, whole }) => percent(busy, whole))),
    ownPercent: percent(own.microseconds / 1000, own.milliseconds * after.length),
    sampledMilliseconds: Math.round(own.milliseconds),
  };
}

const percent = (part: number, whole: number): number =>
  whole > 0 ? Math.round(Math.min(100, Math.max(0, (part / whole) * 100)) * 10) / 10 : 0;
