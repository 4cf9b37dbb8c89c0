import { profilerRowsOf, rowsOf, textOf } from '../../toolkit/fields.ts';

export interface Printer {
  name: string;
  driver: string | null;
  /** `idle`, `printing`, `disabled`, or the system's own word. */
  state: string | null;
  default: boolean | null;
  /** `network`, `usb`, `local` …, never the address. */
  connection: string | null;
}

/** `lpstat -p -d`, in English because Candor sets the language of commands. */
export function lpstatPrinters(output: string): Printer[] {
  const chosen = /^system default destination: (\S{1,200})/m.exec(output)?.[1];
  return [...output.matchAll(/^printer (\S{1,200}) (?:is |now )?(idle|printing|disabled)/gm)].map(
    ([, name = '', state = '']) => ({
      name,
      driver: null,
      state,
      default: name === chosen,
      connection: null,
    }),
  );
}

/** Files in `/etc/cups/ppd`: one for each printer that has a driver. */
export function ppdPrinters(names: string[]): Printer[] {
  return names.flatMap((file) => {
    const name = textOf(/^(.{1,200})\.ppd$/.exec(file)?.[1]);
    return name === null ? [] : [{ name, driver: null, state: null, default: null, connection: null }];
  });
}

/** The scheme of an address tells how a printer is connected; the rest may name people and hosts. */
function connectionOf(address: unknown): string | null {
  const scheme = /^([a-z][a-z0-9+.-]{1,30}):/i.exec(textOf(address) ?? '')?.[1]?.toLowerCase();
  if (scheme === undefined) return null;
  return /^(ipps?|https?|lpd|socket|smb|dnssd|mdns)$/.test(scheme) ? 'network' : scheme;
}

export function darwinPrinters(output: string): Printer[] {
  return profilerRowsOf(output, 'SPPrintersDataType').flatMap((row): Printer[] => {
    const name = textOf(row._name);
    // "The printers list is empty" stands as an entry with this key.
    if (name === null || row.status === undefined) return [];
    return [
      {
        name,
        driver: textOf(row.ppd),
        state: textOf(row.status),
        default: row.default === 'yes' ? true : row.default === 'no' ? false : null,
        connection: connectionOf(row.uri),
      },
    ];
  });
}

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
