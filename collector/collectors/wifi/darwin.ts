import {
  listOf,
  numberOf,
  profilerRowsOf,
  type Row,
  rowOf,
  rowsOf,
  textOf,
} from '#collector/toolkit/fields.ts';
import { bandOf, createLabels, noLink, type WifiAnswer, type WifiLink } from './types.ts';

/** `system_profiler -json SPAirPortDataType`. */
export function darwinWifi(output: string): WifiAnswer {
  const labelOf = createLabels();
  const interfaces = rowsOf(
    rowOf(profilerRowsOf(output, 'SPAirPortDataType')).spairport_airport_interfaces ?? [],
  );
  if (interfaces.length === 0) return 'none';
  const country = interfaces
    .map((row) => /^[A-Z]{2}$/.exec(textOf(row.spairport_country_code) ?? '')?.[0])
    .find(Boolean);
  return {
    country: country ?? null,
    links: interfaces.flatMap((row): WifiLink[] => {
      const name = textOf(row._name);
      // awdl0 and llw0 are for AirDrop and not connections.
      if (name === null || !/^en\d/.test(name)) return [];
      const current = rowsOf(row.spairport_current_network_information ?? []);
      const radio = row.spairport_status_information === 'spairport_status_off' ? 'off' : 'on';
      if (current.length === 0) return [{ ...noLink, interface: name, radio }];
      return current.map((network) => darwinLink(network, name, true, labelOf));
    }),
    nearby: interfaces.flatMap((row) =>
      rowsOf(listOf(row.spairport_airport_other_local_wireless_networks))
        .slice(0, 100)
        .map((network) => darwinLink(network, textOf(row._name), false, labelOf)),
    ),
  };
}

/** macOS's format of a channel: `36 (5GHz, 80MHz)`. */
function darwinLink(
  row: Row,
  name: string | null,
  connected: boolean,
  labelOf: (name: string | null) => string | null,
): WifiLink {
  const channel = textOf(row.spairport_network_channel);
  const number = numberOf(/^\d{1,3}/.exec(channel ?? '')?.[0]);
  const [, signal, noise] =
    /(-\d{1,3}) dBm(?: \/ (-\d{1,3}) dBm)?/.exec(textOf(row.spairport_signal_noise) ?? '') ?? [];
  return {
    ...noLink,
    interface: name,
    connected,
    radio: 'on',
    network: labelOf(textOf(row._name)),
    channel: number,
    band: /\((2|5|6)\.?\d?GHz/.exec(channel ?? '')?.[1]?.replace('2', '2.4') ?? bandOf(number),
    widthMegahertz: numberOf(/\b(\d{2,3})MHz/.exec(channel ?? '')?.[1]),
    signalDbm: signal === undefined ? null : Number(signal),
    noiseDbm: noise === undefined ? null : Number(noise),
    megabitsPerSecond: numberOf(row.spairport_network_rate),
    standard: textOf(row.spairport_network_phymode),
    security: textOf(row.spairport_security_mode)?.replace(/^spairport_security_mode_/, '') ?? null,
  };
}
