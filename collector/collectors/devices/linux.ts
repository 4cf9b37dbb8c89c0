import { numberOf, textOf } from '#collector/toolkit/fields.ts';
import {
  type BluetoothDevice,
  hexadecimal,
  type ThunderboltDevice,
  type UsbDevice,
} from './types.ts';

/** Texts of files in `/sys/bus/usb/devices/NAME`. Never `serial`. */
interface UsbFiles {
  idVendor: string;
  idProduct: string;
  manufacturer: string;
  product: string;
  speed: string;
}

/** Null for an entry that is not a device, such as an interface of one. */
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
 * `bluetoothctl devices Paired` and `… Connected`: `Device AA:BB:CC:DD:EE:FF Name`. A device without a name shows its
 * address instead, which helps nobody.
 */
export function bluetoothctlDevices(paired: string, connected: string): BluetoothDevice[] {
  const rows = (output: string): [string, string][] =>
    output.split('\n').flatMap((line): [string, string][] => {
      const match = /^Device ((?:[0-9A-F]{2}:){5}[0-9A-F]{2}) (.{1,250})$/.exec(
        line.slice(0, 300).trimEnd(),
      );
      const name = textOf(match?.[2]);
      return !match?.[1] || name === null
        ? []
        : [[match[1], /^(?:[0-9A-F]{2}-){5}[0-9A-F]{2}$/.test(name) ? 'unknown' : name]];
    });
  const now = new Set(rows(connected).map(([address]) => address));
  return rows(paired)
    .slice(0, 200)
    .map(([address, name]) => ({ name, kind: null, connected: now.has(address) }));
}

/** Texts of files in `/sys/bus/thunderbolt/devices/NAME` (sysfs-bus-thunderbolt). Never `unique_id`. */
interface ThunderboltFiles {
  vendor: string;
  name: string;
  authorized: string;
  /** `20.0 Gb/s`, for one lane. */
  speed: string;
  lanes: string;
}

export function linuxThunderbolt(files: ThunderboltFiles): ThunderboltDevice {
  const speed = numberOf(/^(\d{1,4}(?:\.\d)?) Gb\/s/.exec(files.speed)?.[1]);
  const lanes = numberOf(files.lanes.trim());
  const allowed = files.authorized.trim();
  return {
    maker: textOf(files.vendor),
    name: textOf(files.name),
    authorized: allowed === '0' ? false : /^[12]$/.test(allowed) ? true : null,
    gigabitsPerSecond: speed === null ? null : speed * (lanes || 1),
  };
}
