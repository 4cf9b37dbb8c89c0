import { numberOf, rowOf, rowsOf, textOf } from '#collector/toolkit/fields.ts';
import { type GraphicsCard, vendors } from './types.ts';

/** Null for zero, which Chromium and drivers use for unknown. */
const hexOf = (number: number | null): string | null =>
  number === null || number === 0 || number > 0xffffffff
    ? null
    : `0x${Math.floor(number).toString(16).padStart(4, '0')}`;

/** Chromium's answer (`app.getGPUInfo`). Without a screen it lists a card with the number 0, which is not a card. */
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

/** What Chromium renders with, including the card's name. Null when it renders without a card. */
export function chromiumRenderer(
  answer: unknown,
): { renderer: string; vendor: string | null; version: string | null } | null {
  const row = rowOf(rowOf(answer).auxAttributes);
  const renderer = textOf(row.glRenderer);
  return renderer === null
    ? null
    : { renderer, vendor: textOf(row.glVendor), version: textOf(row.glVersion) };
}

/** Electron's displays, without the one of 1 × 1 that it reports when there is none. */
export const realDisplays = (displays: unknown): unknown[] =>
  rowsOf(displays ?? []).filter(({ size }) => {
    const { width, height } = rowOf(size);
    return (numberOf(width) ?? 2) > 1 && (numberOf(height) ?? 2) > 1;
  });
