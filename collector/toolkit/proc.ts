import { numberOf } from './fields.ts';

/** `/proc/meminfo` as bytes by name; the file writes kB but means KiB. */
export function meminfoOf(text: string): Map<string, number> {
  const values = new Map<string, number>();
  for (const match of text.matchAll(/^(\w+(?:\(\w+\))?):\s+(\d{1,15})(?: kB)?$/gm)) {
    values.set(match[1] ?? '', Number(match[2]) * 1024);
  }
  return values;
}

/**
 * Pressure stall information (Linux, Documentation/accounting/psi.rst): percent of the last 60 s. The processor has no
 * `full` line on kernels before 5.13. Null when the kernel does not report it.
 */
export function pressureOf(text: string): { someAvg60: number; fullAvg60: number | null } | null {
  const average = (kind: string): number | null =>
    numberOf(new RegExp(`^${kind} .*\\bavg60=([\\d.]+)`, 'm').exec(text)?.[1]);
  const someAvg60 = average('some');
  return someAvg60 === null ? null : { someAvg60, fullAvg60: average('full') };
}

/** Distinct cores in `/proc/cpuinfo`; null when it does not say (ARM, some virtual machines). */
export function physicalCores(cpuinfo: string): number | null {
  const cores = new Set<string>();
  for (const block of cpuinfo.split(/\n\s*\n/)) {
    const core = /^core id\s*:\s*(\d+)$/m.exec(block)?.[1];
    if (core !== undefined)
      cores.add(`${/^physical id\s*:\s*(\d+)$/m.exec(block)?.[1] ?? 0}:${core}`);
  }
  return cores.size || null;
}

/** mountinfo escapes space, tab, newline and backslash as three octal digits. */
export const unescapeOctal = (text: string): string =>
  text.replace(/\\([0-7]{3})/g, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 8)),
  );
