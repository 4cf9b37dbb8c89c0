import { numberOf, textOf } from '#collector/toolkit/fields.ts';
import { meminfoOf, pressureOf } from '#collector/toolkit/proc.ts';
import type { Memory } from './types.ts';

export function linuxMemory(meminfo: string, pressure: string): Memory | null {
  const values = meminfoOf(meminfo);
  const totalBytes = values.get('MemTotal');
  const availableBytes = values.get('MemAvailable') ?? values.get('MemFree');
  if (totalBytes === undefined || availableBytes === undefined) return null;
  const swapTotalBytes = values.get('SwapTotal') ?? null;
  const swapFree = values.get('SwapFree');
  const swapUsedBytes =
    swapTotalBytes === null || swapFree === undefined
      ? null
      : Math.max(0, swapTotalBytes - swapFree);
  const stalled = pressureOf(pressure);
  const full = stalled?.fullAvg60 ?? null;
  return {
    ...{ totalBytes, availableBytes, swapTotalBytes, swapUsedBytes },
    pressure: stalled && full !== null ? { someAvg60: stalled.someAvg60, fullAvg60: full } : null,
  };
}

export interface MemoryModule {
  /** The label on the board: `DIMM A`. */
  slot: string | null;
  /** Null for a slot without a module. */
  sizeBytes: number | null;
  /** `DDR4`, `LPDDR5` … */
  type: string | null;
  megatransfersPerSecond: number | null;
  maker: string | null;
  part: string | null;
}

const mostModules = 64;

/**
 * `/run/udev/data/+dmi:id`: data that udev read from the firmware with root rights and that everyone may read, such as
 * `E:MEMORY_DEVICE_0_SIZE=17179869184` (systemd 248 and later). Serial numbers in it are left out. Null without such data.
 */
export function udevModules(text: string): MemoryModule[] | null {
  const slots = new Map<number, Map<string, string>>();
  for (const [, index, key = '', value = ''] of text.matchAll(
    /^E:MEMORY_DEVICE_(\d{1,4})_([A-Z_]{1,40})=(.{0,200})$/gm,
  )) {
    const slot = slots.get(Number(index)) ?? new Map<string, string>();
    if (slots.size < mostModules || slots.has(Number(index)))
      slots.set(Number(index), slot.set(key, value));
  }
  if (slots.size === 0) return null;
  return [...slots].sort(([a], [b]) => a - b).map(([, slot]) => moduleOf(slot));
}

function moduleOf(slot: ReadonlyMap<string, string>): MemoryModule {
  const field = (key: string): string | null => {
    const text = textOf(slot.get(key));
    return text === null ||
      /^(unknown|not specified|no dimm|none|0x0+|\[empty\]|<out of spec>)$/i.test(text)
      ? null
      : text;
  };
  const number = (key: string): number | null => numberOf(field(key)) || null;
  const present = slot.get('PRESENT') !== '0';
  return {
    slot: field('LOCATOR') ?? field('BANK_LOCATOR'),
    sizeBytes: present ? number('SIZE') : null,
    type: present ? field('TYPE') : null,
    megatransfersPerSecond: number('CONFIGURED_SPEED_MTS') ?? number('SPEED_MTS'),
    maker: present ? field('MANUFACTURER') : null,
    part: present ? field('PART_NUMBER') : null,
  };
}

/** Texts of `ce_count` and `ue_count` of each `/sys/devices/system/edac/mc/mc*`; null for memory without error detection. */
export function edacErrors(
  corrected: string[],
  uncorrected: string[],
): { corrected: number; uncorrected: number } | null {
  const sum = (texts: string[]): number | null => {
    const counts = texts.flatMap((text) => numberOf(text.trim()) ?? []);
    return counts.length === 0 ? null : counts.reduce((total, count) => total + count, 0);
  };
  const [repaired, lost] = [sum(corrected), sum(uncorrected)];
  return repaired === null || lost === null ? null : { corrected: repaired, uncorrected: lost };
}
