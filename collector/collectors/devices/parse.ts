import { listOf, numberOf, profilerRowsOf, type Row, rowOf, rowsOf, textOf } from '../../toolkit/fields.ts';

export interface UsbDevice {
  /** Four hexadecimal digits each, as the USB ID lists have them. */
  vendorId: string | null;
  productId: string | null;
  maker: string | null;
  product: string | null;
  megabitsPerSecond: number | null;
  /** What is wrong with it, in the system's own word; null when nothing is. */
  problem: string | null;
}

export interface BluetoothDevice {
  name: string;
  kind: string | null;
  connected: boolean | null;
}

export interface Devices {
  usb: UsbDevice[];
  bluetooth: {
    /** Null when the system does not say. */
    adapters: number | null;
    switchedOn: boolean | null;
    /** Null when the system does not say. */
    devices: BluetoothDevice[] | null;
  };
  /** Devices of any kind that do not work, as Windows says. */
  failing: { name: string; kind: string | null; problem: string }[];
}

const hexadecimal = (value: unknown): string | null =>
  /^(?:0x)?([0-9a-f]{4})\b/i.exec(textOf(value) ?? '')?.[1]?.toLowerCase() ?? null;

/** Texts of files in `/sys/bus/usb/devices/NAME`. Never `serial`. */
interface UsbFiles {
  idVendor: string;
  idProduct: string;
  manufacturer: string;
  product: string;
  speed: string;
}

/** Null for what is no device, such as one of its interfaces. */
export function linuxUsb(files: UsbFiles): UsbDevice | null {
  const vendorId = hexadecimal(files.idVendor);
  if (vendorId === null) return null;
  return {
    vendorId,
    productId: hexadecimal(files.idProduct),
    maker: textOf(files.manufacturer),
    product: textOf(files.product),
    megabitsPerSecond: numberOf(files.speed.trim()),
    problem: null,
  };
}

/** Texts of `soft` and `hard` of each Bluetooth switch in `/sys/class/rfkill`. */
export function bluetoothOn(switches: { soft: string; hard: string }[]): boolean | null {
  if (switches.length === 0) return null;
  return switches.some(({ soft, hard }) => soft.trim() === '0' && hard.trim() === '0');
}

/**
 * `bluetoothctl devices Paired` and `… Connected`: `Device AA:BB:CC:DD:EE:FF Name`. A device without a name repeats its
 * address, which tells nobody anything.
 */
export function bluetoothctlDevices(paired: string, connected: string): BluetoothDevice[] {
  const rows = (output: string): [string, string][] =>
    output.split('\n').flatMap((line): [string, string][] => {
      const match = /^Device ((?:[0-9A-F]{2}:){5}[0-9A-F]{2}) (.{1,250})$/.exec(line.slice(0, 300).trimEnd());
      const name = textOf(match?.[2]);
      return !match?.[1] || name === null ? [] : [[match[1], /^(?:[0-9A-F]{2}-){5}[0-9A-F]{2}$/.test(name) ? 'unknown' : name]];
    });
  const now = new Set(rows(connected).map(([address]) => address));
  return rows(paired)
    .slice(0, 200)
    .map(([address, name]) => ({ name, kind: null, connected: now.has(address) }));
}

const deepest = 12;

/** Hubs hold what is plugged into them in `_items`. */
function darwinUsb(rows: Row[], depth = 0): UsbDevice[] {
  if (depth > deepest) return [];
  return rows.flatMap((row): UsbDevice[] => {
    const vendorId = hexadecimal(row.vendor_id ?? row.USBDeviceKeyVendorID);
    const own = {
      vendorId,
      productId: hexadecimal(row.product_id ?? row.USBDeviceKeyProductID),
      maker: textOf(row.manufacturer ?? row.USBDeviceKeyVendorName),
      product: textOf(row._name),
      megabitsPerSecond: null,
      problem: null,
    };
    // Buses have no vendor: apple_vendor_id and the like count as one.
    const isDevice = vendorId !== null || textOf(row.vendor_id) !== null;
    return [...(isDevice ? [own] : []), ...darwinUsb(rowsOf(row._items ?? []), depth + 1)];
  });
}

/** `system_profiler -json`: USB up to macOS 15, USB from macOS 26 on, Bluetooth. */
export function darwinDevices(usb: string, usbHost: string, bluetooth: string): Devices {
  const row = rowOf(profilerRowsOf(bluetooth, 'SPBluetoothDataType'));
  const controller = textOf(rowOf(row.controller_properties).controller_state);
  const named = (list: unknown, connected: boolean): BluetoothDevice[] =>
    rowsOf(listOf(list)).flatMap((entry) =>
      Object.entries(entry).flatMap(([key, value]) => {
        const name = textOf(key);
        return name === null ? [] : [{ name, kind: textOf(rowOf(value).device_minorType), connected }];
      }),
    );
  return {
    usb: [...darwinUsb(profilerRowsOf(usb, 'SPUSBDataType')), ...darwinUsb(profilerRowsOf(usbHost, 'SPUSBHostDataType'))],
    bluetooth: {
      adapters: controller === null ? null : 1,
      switchedOn: controller === null ? null : controller === 'attrib_on',
      devices: [...named(row.device_connected, true), ...named(row.device_not_connected, false)],
    },
    failing: [],
  };
}

/** `Get-PnpDevice -PresentOnly`: Class, Name, Status, Problem, Id (`USB\VID_046D&PID_C52B\…`, whose last part is a serial number). */
export function win32Devices(answer: unknown): Devices {
  const rows = rowsOf(answer);
  const problemOf = (row: Row): string | null => {
    const problem = textOf(row.Problem)?.replace(/^CM_PROB_/, '') ?? null;
    if (problem !== null && !/^(NONE|0)$/.test(problem)) return problem.toLowerCase();
    return row.Status === 'Error' || row.Status === 'Degraded' ? row.Status.toLowerCase() : null;
  };
  const radios = rows.filter((row) => row.Class === 'Bluetooth');
  const adapters = radios.filter((row) => /^(USB|PCI|ACPI|QCA|UART)\\?/i.test(textOf(row.Id) ?? ''));
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
    bluetooth: {
      adapters: adapters.length,
      switchedOn: null,
      devices: radios.flatMap((row): BluetoothDevice[] => {
        const name = textOf(row.Name);
        return name !== null && /^BTH(ENUM|LE)\\DEV_/i.test(textOf(row.Id) ?? '') ? [{ name, kind: null, connected: null }] : [];
      }),
    },
    failing: rows.flatMap((row) => {
      const problem = problemOf(row);
      return problem === null ? [] : [{ name: textOf(row.Name) ?? 'unknown', kind: textOf(row.Class), problem }];
    }),
  };
}
