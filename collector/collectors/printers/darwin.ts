import { profilerRowsOf, textOf } from '#collector/toolkit/fields.ts';
import { type Printer, unknown } from './types.ts';

/** The scheme of an address shows how a printer is connected; the rest may name people and hosts. */
function connectionOf(address: unknown): string | null {
  const scheme = /^([a-z][a-z0-9+.-]{1,30}):/i.exec(textOf(address) ?? '')?.[1]?.toLowerCase();
  if (scheme === undefined) return null;
  return /^(ipps?|https?|lpd|socket|smb|dnssd|mdns)$/.test(scheme) ? 'network' : scheme;
}

export function darwinPrinters(output: string): Printer[] {
  return profilerRowsOf(output, 'SPPrintersDataType').flatMap((row): Printer[] => {
    const name = textOf(row._name);
    // macOS writes "The printers list is empty" as an entry with this key.
    if (name === null || row.status === undefined) return [];
    return [
      {
        ...unknown,
        name,
        driver: textOf(row.ppd),
        state: textOf(row.status),
        default: row.default === 'yes' ? true : row.default === 'no' ? false : null,
        connection: connectionOf(row.uri),
      },
    ];
  });
}
