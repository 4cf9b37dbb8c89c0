import { textOf } from '#collector/toolkit/fields.ts';
import { type GraphicsCard, vendors } from './types.ts';

/** Display devices (PCI class 03) in `lspci -vmmnnk` and `/sys/class/drm/card0/device/uevent`. */
export function lspciCards(output: string): GraphicsCard[] {
  return output.split(/\n\s*\n/).flatMap((block): GraphicsCard[] => {
    const field = (key: string): string | null =>
      textOf(new RegExp(`^${key}:\\s{1,20}(.{1,300})$`, 'm').exec(block)?.[1]);
    if (!/\[03[0-9a-f]{2}\]$/.test(field('Class') ?? '')) return [];
    const split = (text: string | null): [string | null, string | null] => {
      const match = /^(.{1,290}?)\s{0,5}\[([0-9a-f]{4})\]$/.exec(text ?? '');
      return match ? [textOf(match[1]), `0x${match[2]}`] : [text, null];
    };
    const [vendor, vendorId] = split(field('Vendor'));
    const [name, deviceId] = split(field('Device'));
    return [
      {
        name,
        vendor,
        vendorId,
        deviceId,
        driver: field('Driver'),
        driverVersion: null,
        active: null,
      },
    ];
  });
}

export function drmCard(uevent: string): GraphicsCard | null {
  const driver = textOf(/^DRIVER=(.{1,60})$/m.exec(uevent)?.[1]);
  const ids = /^PCI_ID=([0-9A-F]{4}):([0-9A-F]{4})$/im.exec(uevent);
  const vendorId = ids ? `0x${ids[1]?.toLowerCase()}` : null;
  if (driver === null && vendorId === null) return null;
  return {
    name: null,
    vendor: vendors[vendorId ?? ''] ?? null,
    vendorId,
    deviceId: ids ? `0x${ids[2]?.toLowerCase()}` : null,
    driver,
    driverVersion: null,
    active: null,
  };
}
