export interface GraphicsCard {
  name: string | null;
  vendor: string | null;
  /** PCI numbers: `0x8086`. */
  vendorId: string | null;
  deviceId: string | null;
  driver: string | null;
  driverVersion: string | null;
  /** Whether it draws this screen; null when the system does not say. */
  active: boolean | null;
}

/** The makers of nearly all cards, by PCI number. */
export const vendors: Readonly<Record<string, string>> = {
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

/** Merges several sources by the cards' numbers; the first source that knows a fact counts. */
export function mergeCards(...sources: GraphicsCard[][]): GraphicsCard[] {
  const merged = new Map<string, GraphicsCard>();
  for (const source of sources) {
    const counts = new Map<string, number>();
    for (const card of source.slice(0, 32)) {
      const numbers = `${card.vendorId} ${card.deviceId}`;
      // Every source lists two identical cards twice.
      const count = (counts.get(numbers) ?? 0) + 1;
      counts.set(numbers, count);
      const key = `${numbers} ${count}`;
      const known = merged.get(key);
      merged.set(
        key,
        known
          ? (Object.fromEntries(
              Object.entries(known).map(([field, value]) => [
                field,
                value ?? card[field as keyof GraphicsCard],
              ]),
            ) as unknown as GraphicsCard)
          : card,
      );
    }
  }
  return [...merged.values()];
}
