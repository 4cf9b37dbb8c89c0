import { textOf } from '#collector/toolkit/fields.ts';

export interface UsbDevice {
  /** Four hexadecimal digits each, as the USB ID lists have them. */
  vendorId: string | null;
  productId: string | null;
  maker: string | null;
  product: string | null;
  megabitsPerSecond: number | null;
  /** Its problem, in the system's own word; null without one. */
  problem: string | null;
}

export interface BluetoothDevice {
  name: string;
  kind: string | null;
  connected: boolean | null;
}

/** A device connected by Thunderbolt or USB4: a dock, disk or screen. Never with its unique number. */
export interface ThunderboltDevice {
  maker: string | null;
  name: string | null;
  /** Whether it may be used; null when the system does not say. */
  authorized: boolean | null;
  gigabitsPerSecond: number | null;
}

export interface Devices {
  usb: UsbDevice[];
  /** Null when the system does not say. */
  thunderbolt: ThunderboltDevice[] | null;
  bluetooth: {
    /** Null when the system does not say. */
    adapters: number | null;
    switchedOn: boolean | null;
    /** Null when the system does not say. */
    devices: BluetoothDevice[] | null;
  };
  /** Devices of any kind that, according to Windows, do not work. */
  failing: { name: string; kind: string | null; problem: string }[];
}

export const hexadecimal = (value: unknown): string | null =>
  /^(?:0x)?([0-9a-f]{4})\b/i.exec(textOf(value) ?? '')?.[1]?.toLowerCase() ?? null;
