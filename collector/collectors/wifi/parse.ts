import { listOf, numberOf, profilerRowsOf, type Row, rowOf, rowsOf, textOf } from '../../toolkit/fields.ts';

/** One connection. A network's name is never among it: `network-1` stands for it, the same for the same name. */
export interface WifiLink {
  interface: string | null;
  connected: boolean;
  network: string | null;
  /** Address of the access point; the redactor replaces it. */
  accessPoint: string | null;
  channel: number | null;
  /** `2.4`, `5` or `6` GHz. */
  band: string | null;
  signalPercent: number | null;
  signalDbm: number | null;
  megabitsPerSecond: number | null;
  standard: string | null;
  security: string | null;
}

export interface Wifi {
  links: WifiLink[];
  /** Other access points that were seen last, where the system tells without a search. */
  nearby: WifiLink[];
}

/** `no consent`: Windows 11 24H2 and later answers only where location is allowed. */
export type WifiAnswer = Wifi | 'no consent' | 'none';

export const noLink: WifiLink = {
  interface: null,
  connected: false,
  network: null,
  accessPoint: null,
  channel: null,
  band: null,
  signalPercent: null,
  signalDbm: null,
  megabitsPerSecond: null,
  standard: null,
  security: null,
};

const macAddress = /^[0-9a-f]{2}(?::[0-9a-f]{2}){5}$/i;

/** Gives names numbers, so that two access points of one network can be told without naming it. */
export function createLabels(): (name: string | null) => string | null {
  const labels = new Map<string, string>();
  return (name) => {
    // macOS hides names from programs without leave to know the place: hidden ones are not all the same.
    if (name === null || name === '<redacted>') return null;
    const label = labels.get(name) ?? `network-${labels.size + 1}`;
    labels.set(name, label);
    return label;
  };
}

export function bandOf(channel: number | null, megahertz: number | null = null): string | null {
  if (megahertz !== null) return megahertz < 3000 ? '2.4' : megahertz < 5930 ? '5' : '6';
  return channel === null ? null : channel <= 14 ? '2.4' : '5';
}

/** `nmcli -t -f IN-USE,SSID,BSSID,CHAN,FREQ,RATE,SIGNAL,SECURITY,DEVICE device wifi list`: colons inside a value have a backslash before. */
export function nmcliWifi(output: string): Wifi {
  const labelOf = createLabels();
  const links = output.split('\n').flatMap((line): WifiLink[] => {
    const fields = (line.slice(0, 1000).match(/(?:[^:\\]|\\.)+|:/g) ?? []).reduce<string[]>(
      (all, part) => {
        if (part === ':') all.push('');
        else all[all.length - 1] = part.replace(/\\(.)/g, '$1');
        return all;
      },
      [''],
    );
    const [inUse, name, accessPoint = '', channel, frequency, rate, signal, security, device] = fields;
    if (!macAddress.test(accessPoint)) return [];
    return [
      {
        ...noLink,
        interface: textOf(device),
        connected: inUse === '*',
        network: labelOf(textOf(name)),
        accessPoint,
        channel: numberOf(channel),
        band: bandOf(numberOf(channel), numberOf(/^(\d{4}) MHz/.exec(frequency ?? '')?.[1])),
        signalPercent: numberOf(signal),
        megabitsPerSecond: numberOf(/^(\d{1,6}) Mbit/.exec(rate ?? '')?.[1]),
        security: textOf(security),
      },
    ];
  });
  return { links: links.filter(({ connected }) => connected), nearby: links.filter(({ connected }) => !connected).slice(0, 100) };
}

/** `/proc/net/wireless`: interface, status, link, level and noise. */
export function procWireless(table: string): WifiLink[] {
  const rows = table.matchAll(/^\s{0,20}([\w.-]{1,20}): [0-9a-f]{4} {1,9}\d{1,4}\. {1,9}(-?\d{1,4})\./gm);
  return [...rows].map(([, name, level]) => {
    // -256 is how drivers say that there is no signal.
    const connected = Number(level) > -200;
    return { ...noLink, interface: textOf(name), connected, signalDbm: connected ? Number(level) : null };
  });
}

/** The channel as macOS writes it: `36 (5GHz, 80MHz)`. */
function darwinLink(
  row: Row,
  name: string | null,
  connected: boolean,
  labelOf: (name: string | null) => string | null,
): WifiLink {
  const channel = textOf(row.spairport_network_channel);
  const number = numberOf(/^\d{1,3}/.exec(channel ?? '')?.[0]);
  const signal = /(-\d{1,3}) dBm/.exec(textOf(row.spairport_signal_noise) ?? '')?.[1];
  return {
    ...noLink,
    interface: name,
    connected,
    network: labelOf(textOf(row._name)),
    channel: number,
    band: /\((2|5|6)\.?\d?GHz/.exec(channel ?? '')?.[1]?.replace('2', '2.4') ?? bandOf(number),
    signalDbm: signal === undefined ? null : Number(signal),
    megabitsPerSecond: numberOf(row.spairport_network_rate),
    standard: textOf(row.spairport_network_phymode),
    security: textOf(row.spairport_security_mode)?.replace(/^spairport_security_mode_/, '') ?? null,
  };
}

/** `system_profiler -json SPAirPortDataType`. */
export function darwinWifi(output: string): WifiAnswer {
  const labelOf = createLabels();
  const interfaces = rowsOf(rowOf(profilerRowsOf(output, 'SPAirPortDataType')).spairport_airport_interfaces ?? []);
  if (interfaces.length === 0) return 'none';
  return {
    links: interfaces.flatMap((row): WifiLink[] => {
      const name = textOf(row._name);
      // awdl0 and llw0 carry AirDrop: they are no connections.
      if (name === null || !/^en\d/.test(name)) return [];
      const current = rowsOf(row.spairport_current_network_information ?? []);
      if (current.length === 0) return [{ ...noLink, interface: name }];
      return current.map((one) => darwinLink(one, name, true, labelOf));
    }),
    nearby: interfaces.flatMap((row) =>
      rowsOf(listOf(row.spairport_airport_other_local_wireless_networks))
        .slice(0, 100)
        .map((one) => darwinLink(one, textOf(row._name), false, labelOf)),
    ),
  };
}

/**
 * `netsh wlan show interfaces`, which speaks the person's language: read by what the values look like and by the words
 * that no language translates (SSID, BSSID, 802.11).
 */
export function netshWifi(output: string): WifiAnswer {
  if (/ms-settings:privacy-location|WlanQueryInterface\D{1,80}\b5\b/.test(output)) return 'no consent';
  const labelOf = createLabels();
  const links = output.split(/\r?\n[ \t]*\r?\n/).flatMap((block) => netshLink(block, labelOf));
  return links.length === 0 ? 'none' : { links, nearby: [] };
}

const bssid = /^(AP )?BSSID\b/i;
const signalShape = /^(\d{1,3}) ?%/;

function netshLink(block: string, labelOf: (name: string | null) => string | null): WifiLink[] {
  const pairs = block.split('\n').flatMap((line): [string, string][] => {
    const at = line.indexOf(': ');
    return at > 0 && at < 80 ? [[line.slice(0, at).trim(), line.slice(at + 2, at + 300).trim()]] : [];
  });
  const guid = pairs.findIndex(([, value]) => /^\{?[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\}?$/i.test(value));
  if (guid < 0) return [];
  const valueLike = (shape: RegExp): string | null => pairs.find(([, value]) => shape.test(value))?.[1] ?? null;
  const saidOf = (key: RegExp): string | null => pairs.find(([name]) => key.test(name))?.[1] ?? null;
  const accessPoint = saidOf(bssid);
  // Between the access point and the signal, channel and both rates are the only bare numbers, in this order everywhere.
  const [from, to] = [pairs.findIndex(([name]) => bssid.test(name)), pairs.findIndex(([, value]) => signalShape.test(value))];
  const numbers = pairs
    .slice(from + 1, Math.max(to, 0))
    .flatMap(([, value]) => (/^\d{1,6}(?:[.,]\d{1,3})?$/.test(value) ? [Number(value.replace(',', '.'))] : []));
  const channel = accessPoint === null ? null : (numbers[0] ?? null);
  const signal = signalShape.exec(valueLike(signalShape) ?? '')?.[1];
  const level = valueLike(/^-\d{2,3}$/);
  return [
    {
      ...noLink,
      interface: pairs[0]?.[1] ?? null,
      connected: accessPoint !== null,
      network: labelOf(saidOf(/^SSID\b/i)),
      accessPoint: accessPoint !== null && macAddress.test(accessPoint) ? accessPoint : null,
      channel,
      band: /^([256](?:[.,]4)?) ?GHz/.exec(valueLike(/^[256](?:[.,]4)? ?GHz/) ?? '')?.[1]?.replace(',', '.') ?? bandOf(channel),
      signalPercent: numberOf(signal),
      signalDbm: level === null ? null : Number(level),
      megabitsPerSecond: numbers[1] ?? null,
      standard: valueLike(/^802\.11/),
      security:
        /\b(WPA[23]?|WEP|OWE)\b/.exec(pairs.map(([, value]) => value).find((value) => /^(WPA|WEP|OWE)/.test(value)) ?? '')?.[1] ??
        null,
    },
  ];
}
