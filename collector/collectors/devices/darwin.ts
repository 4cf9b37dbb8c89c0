import { listOf, profilerRowsOf, type Row, rowOf, rowsOf, textOf } from '../../toolkit/fields.ts';
import { type BluetoothDevice, type Devices, hexadecimal, type UsbDevice } from './types.ts';

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
