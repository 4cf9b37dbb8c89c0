import { numberOf, rowsOf } from '#collector/toolkit/fields.ts';
import { type Memory, mebibyte } from './types.ts';

/** `pageFiles`: Win32_PageFileUsage, in MiB. Node's free memory is Windows' available memory. */
export function win32Memory(
  totalBytes: number,
  availableBytes: number,
  pageFiles: unknown,
): Memory {
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
