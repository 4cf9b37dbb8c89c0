import {
  listOf,
  numberOf,
  profilerRowsOf,
  type Row,
  rowOf,
  rowsOf,
  textOf,
} from '#collector/toolkit/fields.ts';
import {
  type BluetoothDevice,
  type Devices,
  hexadecimal,
  type ThunderboltDevice,
  type UsbDevice,
} from './types.ts';

const deepest = 12;

const speeds: Readonly<Record<string, number>> = {
  low: 1.5,
  full: 12,
  high: 480,
  super: 5000,
  super_plus: 10_000,
};

/** `high_speed`; `up_to_480_Mb_per_sec`; since macOS 26 `5 Gb/s`. */
function speedOf(value: unknown): number | null {
  const text = textOf(value) ?? '';
  const [, amount, unit] = /(\d{1,5}(?:\.\d{1,2})?)[ _]?([MG])b/.exec(text) ?? [];
  const named = /^(low|full|high|super(?:_plus|(?=_speed_plus))?)(?:_speed)?(_plus)?$/.exec(text);
  if (named) return speeds[`${named[1]}${named[2] ?? ''}`] ?? null;
  const number = numberOf(amount);
  return number === null ? null : number * (unit === 'G' ? 1000 : 1);
}

/** A hub lists its devices in `_items`. */
function darwinUsb(rows: Row[], depth = 0): UsbDevice[] {
  if (depth > deepest) return [];
  return rows.flatMap((row): UsbDevice[] => {
    const vendorId = hexadecimal(row.vendor_id ?? row.USBDeviceKeyVendorID);
    const own = {
      vendorId,
      productId: hexadecimal(row.product_id ?? row.USBDeviceKeyProductID),
      maker: textOf(row.manufacturer ?? row.USBDeviceKeyVendorName),
      product: textOf(row._name),
      megabitsPerSecond: speedOf(row.device_speed ?? row.USBDeviceKeyLinkSpeed),
      problem: null,
    };
    // Buses have no vendor; values such as apple_vendor_id count as a vendor.
    const isDevice = vendorId !== null || textOf(row.vendor_id) !== null;
    return [...(isDevice ? [own] : []), ...darwinUsb(rowsOf(row._items ?? []), depth + 1)];
  });
}

/** `system_profiler -json SPThunderboltDataType`: the computer's ports, with the connected devices below them. */
function darwinThunderbolt(rows: Row[], depth = 0): ThunderboltDevice[] {
  if (depth > deepest) return [];
  return rows.flatMap((row) => {
    const below = rowsOf(row._items ?? []);
    const own = below.map((device): ThunderboltDevice => {
      const link = rowOf(
        device.receptacle_upstream_ambiguous_tag ?? device.receptacle_upstream_tag,
      );
      return {
        maker: textOf(device.vendor_name_key),
        // Not `_name`: for another computer it is the name that its owner chose.
        name: textOf(device.device_name_key),
        authorized: null,
        gigabitsPerSecond: numberOf(
          /(\d{1,4}) Gb\/s/.exec(textOf(link.current_speed_key) ?? '')?.[1],
        ),
      };
    });
    return [...own, ...darwinThunderbolt(below, depth + 1)];
  });
}

/** `system_profiler -json`: USB up to macOS 15, USB since macOS 26, Bluetooth, Thunderbolt. */
export function darwinDevices(
  usb: string,
  usbHost: string,
  bluetooth: string,
  thunderbolt: string,
): Devices {
  const ports = profilerRowsOf(thunderbolt, 'SPThunderboltDataType');
  const row = rowOf(profilerRowsOf(bluetooth, 'SPBluetoothDataType'));
  const controller = textOf(rowOf(row.controller_properties).controller_state);
  const named = (list: unknown, connected: boolean): BluetoothDevice[] =>
    rowsOf(listOf(list)).flatMap((entry) =>
      Object.entries(entry).flatMap(([key, value]) => {
        const name = textOf(key);
        return name === null
          ? []
          : [{ name, kind: textOf(rowOf(value).device_minorType), connected }];
      }),
    );
  return {
    usb: [
      ...darwinUsb(profilerRowsOf(usb, 'SPUSBDataType')),
      ...darwinUsb(profilerRowsOf(usbHost, 'SPUSBHostDataType')),
    ],
    thunderbolt: ports.length === 0 ? null : darwinThunderbolt(ports),
    bluetooth: {
      adapters: controller === null ? null : 1,
      switchedOn: controller === null ? null : controller === 'attrib_on',
      devices: [...named(row.device_connected, true), ...named(row.device_not_connected, false)],
    },
    failing: [],
  };
}
