import { rowsOf, textOf } from '../../toolkit/fields.ts';
import type { Printer } from './types.ts';

/** `Get-Printer`. Null when it gave no answer at all. */
export function win32Printers(answer: unknown): Printer[] | null {
  if (answer === undefined) return null;
  return rowsOf(answer).flatMap((row): Printer[] => {
    const name = textOf(row.Name);
    if (name === null) return [];
    const port = textOf(row.Port) ?? '';
    const remote = row.Type === 'Connection' || /^(IP_|WSD|\d{1,3}\.\d|https?:|ipps?:|\\\\)/i.test(port);
    return [
      {
        name,
        driver: textOf(row.DriverName),
        state: textOf(row.Status)?.toLowerCase() ?? null,
        default: null,
        connection: remote ? 'network' : /^USB/i.test(port) ? 'usb' : 'local',
      },
    ];
  });
}
