import { numberOf, rowOf, rowsOf, textOf } from '../../toolkit/fields.ts';

export interface GraphicsCard {
  name: string | null;
  vendor: string | null;
  /** As the PCI standard writes them: `0x8086`. */
  vendorId: string | null;
  deviceId: string | null;
  driver: string | null;
  driverVersion: string | null;
  /** Whether it draws this screen; null when the system does not say. */
  active: boolean | null;
}

/** Makers of nearly all cards, by PCI number. */
const vendors: Readonly<Record<string, string>> = {
  '0x1002': 'AMD',
  '0x106b': 'Apple',
  '0x1414': 'Microsoft',
  '0x10de': 'NVIDIA',
  '0x1234': 'QEMU',
  '0x15ad': 'VMware',
  '0x1a03': 'ASPEED',
  '0x1af4': 'virtio',
  '0x1b36': 'Red Hat',
  '0x5143': 'Qualcomm',
  '0x8086': 'Intel',
  '0x80ee': 'VirtualBox',
};

/** Null for zero, which is how both Chromium and drivers say that they do not know. */
const hexOf = (number: number | null): string | null =>
  number === null || number === 0 || number > 0xffffffff ? null : `0x${Math.floor(number).toString(16).padStart(4, '0')}`;

/** Chromium's answer (`app.getGPUInfo`). A card with the number 0 is none: so it speaks where it has no screen. */
export function chromiumCards(answer: unknown): GraphicsCard[] {
  return rowsOf(rowOf(answer).gpuDevice ?? []).flatMap((row): GraphicsCard[] => {
    const vendorId = hexOf(numberOf(row.vendorId));
    if (vendorId === null) return [];
    return [
      {
        name: textOf(row.deviceString),
        vendor: textOf(row.vendorString) ?? vendors[vendorId] ?? null,
        vendorId,
        deviceId: hexOf(numberOf(row.deviceId)),
        driver: textOf(row.driverVendor),
        driverVersion: textOf(row.driverVersion),
        active: typeof row.active === 'boolean' ? row.active : null,
      },
    ];
  });
}

/** What Chromium draws with: the card's own name stands here. Null where it draws without any card. */
export function chromiumRenderer(answer: unknown): { renderer: string; vendor: string | null; version: string | null } | null {
  const row = rowOf(rowOf(answer).auxAttributes);
  const renderer = textOf(row.glRenderer);
  return renderer === null ? null : { renderer, vendor: textOf(row.glVendor), version: textOf(row.glVersion) };
}

/** What `lspci -vmmnnk` and `/sys/class/drm/card0/device/uevent` say of display devices (PCI class 03). */
export function lspciCards(output: string): GraphicsCard[] {
  return output.split(/\n\s*\n/).flatMap((block): GraphicsCard[] => {
    const said = (key: string): string | null => textOf(new RegExp(`^${key}:\\s{1,20}(.{1,300})$`, 'm').exec(block)?.[1]);
    if (!/\[03[0-9a-f]{2}\]$/.test(said('Class') ?? '')) return [];
    const split = (text: string | null): [string | null, string | null] => {
      const match = /^(.{1,290}?)\s{0,5}\[([0-9a-f]{4})\]$/.exec(text ?? '');
      return match ? [textOf(match[1]), `0x${match[2]}`] : [text, null];
    };
    const [vendor, vendorId] = split(said('Vendor'));
    const [name, deviceId] = split(said('Device'));
    return [{ name, vendor, vendorId, deviceId, driver: said('Driver'), driverVersion: null, active: null }];
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

/** What several sources say of one card, told by its numbers, as one: the first that knows a fact is believed. */
export function mergeCards(...sources: GraphicsCard[][]): GraphicsCard[] {
  const merged = new Map<string, GraphicsCard>();
  for (const source of sources) {
    const counts = new Map<string, number>();
    for (const card of source.slice(0, 32)) {
      const numbers = `${card.vendorId} ${card.deviceId}`;
      // Two equal cards are two, in each source.
      const count = (counts.get(numbers) ?? 0) + 1;
      counts.set(numbers, count);
      const key = `${numbers} ${count}`;
      const known = merged.get(key);
      merged.set(
        key,
        known
          ? (Object.fromEntries(
              Object.entries(known).map(([field, value]) => [field, value ?? card[field as keyof GraphicsCard]]),
            ) as unknown as GraphicsCard)
          : card,
      );
    }
  }
  return [...merged.values()];
}

/** Displays as Electron counts them, without the one of 1 × 1 that stands for none. */
export const realDisplays = (displays: unknown): unknown[] =>
  rowsOf(displays ?? []).filter(({ size }) => {
    const { width, height } = rowOf(size);
    return (numberOf(width) ?? 2) > 1 && (numberOf(height) ?? 2) > 1;
  });
