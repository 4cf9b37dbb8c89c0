import { type Row, rowsOf, textOf } from '#collector/toolkit/fields.ts';
import type { BluetoothDevice, Devices, UsbDevice } from './types.ts';

/** `Get-PnpDevice -PresentOnly`: Class, Name, Status, Problem, Id (`USB\VID_046D&PID_C52B\…`, whose last part is a serial number). */
export function win32Devices(answer: unknown): Devices {
  const rows = rowsOf(answer);
  const problemOf = (row: Row): string | null => {
    const problem = textOf(row.Problem)?.replace(/^CM_PROB_/, '') ?? null;
    if (problem !== null && !/^(NONE|0)$/.test(problem)) return problem.toLowerCase();
    return row.Status === 'Error' || row.Status === 'Degraded' ? row.Status.toLowerCase() : null;
  };
  const radios = rows.filter((row) => row.Class === 'Bluetooth');
  const adapters = radios.filter((row) =>
    /^(USB|PCI|ACPI|QCA|UART)\\?/i.test(textOf(row.Id) ?? ''),
  );
  return {
    usb: rows.flatMap((row): UsbDevice[] => {
      const ids = /^USB\\VID_([0-9A-F]{4})&PID_([0-9A-F]{4})\\/i.exec(textOf(row.Id) ?? '');
      if (!ids) return [];
      const [, vendor = '', product = ''] = ids;
      return [
        {
          vendorId: vendor.toLowerCase(),
          productId: product.toLowerCase(),
          maker: textOf(row.Maker),
          product: textOf(row.Name),
          megabitsPerSecond: null,
          problem: problemOf(row),
        },
      ];
    }),
    thunderbolt: null,
    bluetooth: {
      adapters: adapters.length,
      switchedOn: null,
      devices: radios.flatMap((row): BluetoothDevice[] => {
        const name = textOf(row.Name);
        return name !== null && /^BTH(ENUM|LE)\\DEV_/i.test(textOf(row.Id) ?? '')
          ? [{ name, kind: null, connected: null }]
          : [];
      }),
    },
    failing: rows.flatMap((row) => {
      const problem = problemOf(row);
      return problem === null
        ? []
        : [{ name: textOf(row.Name) ?? 'unknown', kind: textOf(row.Class), problem }];
    }),
  };
}
