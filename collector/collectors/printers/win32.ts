import { dateOf, numberOf, type Row, rowOf, rowsOf, textOf } from '#collector/toolkit/fields.ts';
import { jobsBy, type Printer, type PrintJob } from './types.ts';

/** Bits of Win32_PrintJob's StatusMask that mean that a job waits for someone to act: paused, error, offline, no paper, blocked, attention. */
const stuckBits = [0x1, 0x2, 0x20, 0x40, 0x200, 0x400];

/** `printers`: Get-Printer; `defaults`: the default one; `jobs`: Win32_PrintJob. Null without a list of printers. */
export function win32Printers(answer: unknown): Printer[] | null {
  const parts = rowOf(answer);
  if (parts.printers === undefined) return null;
  const jobsOf = parts.jobs === undefined ? null : jobsBy(rowsOf(parts.jobs).flatMap(jobOf));
  const chosen =
    parts.defaults === undefined ? null : rowsOf(parts.defaults).map(({ Name }) => textOf(Name));
  return rowsOf(parts.printers)
    .slice(0, 500)
    .flatMap((row): Printer[] => {
      const name = textOf(row.Name);
      if (name === null) return [];
      return [
        {
          name,
          driver: textOf(row.DriverName),
          state: textOf(row.Status)?.toLowerCase() ?? null,
          reason: null,
          default: chosen?.includes(name) ?? null,
          connection: connectionOf(row),
          jobs: jobsOf?.(name) ?? null,
        },
      ];
    });
}

function connectionOf(row: Row): string {
  const port = textOf(row.Port) ?? '';
  const remote =
    row.Type === 'Connection' || /^(IP_|WSD|\d{1,3}\.\d|https?:|ipps?:|\\\\)/i.test(port);
  return remote ? 'network' : /^USB/i.test(port) ? 'usb' : 'local';
}

/** A job's name is `printer, number`. */
function jobOf(row: Row): PrintJob[] {
  const printer = /^(.{1,500}), {0,3}\d{1,10}$/.exec(textOf(row.Name) ?? '')?.[1];
  const mask = numberOf(row.StatusMask);
  if (printer === undefined) return [];
  const stuck = mask === null ? null : stuckBits.some((bit) => Math.floor(mask / bit) % 2 === 1);
  return [{ printer, at: dateOf(row.At), stuck }];
}
