import { numberOf, profilerRowsOf, type Row, rowsOf, textOf } from '#collector/toolkit/fields.ts';
import { type Monitor, makerOf, monitorOf } from './edid.ts';

const mostMonitors = 16;

/** `system_profiler -json SPDisplaysDataType`: cards with their monitors. Null without an answer. */
export function darwinMonitors(output: string): Monitor[] | null {
  const cards = profilerRowsOf(output, 'SPDisplaysDataType');
  if (cards.length === 0) return null;
  return cards
    .flatMap((card) => rowsOf(card.spdisplays_ndrvs ?? []))
    .slice(0, mostMonitors)
    .map(monitor);
}

function monitor(row: Row): Monitor {
  // Only Intel computers have this; with Apple's processors the parts are named separately.
  const edid = monitorOf(
    Buffer.from((textOf(row._spdisplays_edid) ?? '').replace(/^0x/i, ''), 'hex'),
  );
  const [, width, height] =
    /^(\d{3,5}) x (\d{3,5})/.exec(textOf(row._spdisplays_pixels) ?? '') ?? [];
  const product = /^(?:0x)?([0-9a-f]{1,4})$/i.exec(
    textOf(row['_spdisplays_display-product-id']) ?? '',
  )?.[1];
  const maker = /^(?:0x)?([0-9a-f]{1,4})$/i.exec(
    textOf(row['_spdisplays_display-vendor-id']) ?? '',
  )?.[1];
  const connector = textOf(row.spdisplays_connection_type)?.replace(/^spdisplays_/, '') ?? null;
  // The owner chose the name of a tablet or television that is used as a monitor.
  const wireless = connector === 'airplay' || row.spdisplays_virtualdevice === 'spdisplays_yes';
  return {
    connector,
    maker: edid?.maker ?? (maker === undefined ? null : makerOf(Number.parseInt(maker, 16))),
    model: wireless ? null : (textOf(row._name) ?? edid?.model ?? null),
    productCode:
      edid?.productCode ??
      (product === undefined ? null : `0x${product.toLowerCase().padStart(4, '0')}`),
    year: edid?.year ?? (numberOf(row['_spdisplays_display-year']) || null),
    size: edid?.size ?? null,
    mode: edid?.mode ?? (width && height ? `${width}x${height}` : null),
  };
}
