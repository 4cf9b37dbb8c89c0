import { numberOf, rowOf, rowsOf, textOf } from '#collector/toolkit/fields.ts';
import { askEach } from '#collector/toolkit/powershell-sources.ts';
import { windowsEvents } from './history.ts';
import {
  bandOf,
  createLabels,
  macAddress,
  noLink,
  type WifiAnswer,
  type WifiLink,
} from './types.ts';

export const windowsScript = askEach({
  events: { list: windowsEvents },
  flightMode: {
    one: "(Get-ItemProperty 'HKLM:\\SYSTEM\\CurrentControlSet\\Control\\RadioManagement\\SystemRadioState' -ErrorAction SilentlyContinue).'(default)'",
  },
  // A width that someone set to 20 MHz makes fast Wi-Fi slow. Only some makers have these settings.
  widths: {
    list: 'Get-NetAdapterAdvancedProperty -RegistryKeyword ChannelWidth24,ChannelWidth52,ChannelWidth6 -ErrorAction SilentlyContinue|Select-Object Name,RegistryKeyword,DisplayValue',
  },
});

const widthKeywords: Readonly<Record<string, string>> = {
  '2.4': 'ChannelWidth24',
  '5': 'ChannelWidth52',
  '6': 'ChannelWidth6',
};

/** The driver's setting for the band of a connection. */
export function win32WidthSetting(
  answer: unknown,
  { interface: name, band }: WifiLink,
): string | null {
  const keyword = widthKeywords[band ?? ''];
  if (keyword === undefined || name === null) return null;
  const rows = rowsOf(rowOf(answer).widths ?? []).slice(0, 200);
  const found = rows.find((row) => textOf(row.Name) === name && row.RegistryKeyword === keyword);
  return textOf(found?.DisplayValue)?.slice(0, 60) ?? null;
}

/** Flight mode turns Wi-Fi off. Without it, Wi-Fi's own switch may still be off, but no value shows that. */
export const win32Radio = (answer: unknown): 'off' | null =>
  numberOf(rowOf(answer).flightMode) === 1 ? 'off' : null;

/**
 * `netsh wlan show interfaces`, which is translated: parsed by the form of its values and by the words that are never
 * translated (SSID, BSSID, 802.11).
 */
export function netshWifi(output: string, labelOf = createLabels()): WifiAnswer {
  if (/ms-settings:privacy-location|WlanQueryInterface\D{1,80}\b5\b/.test(output))
    return 'no consent';
  const links = output.split(/\r?\n[ \t]*\r?\n/).flatMap((block) => netshLink(block, labelOf));
  return links.length === 0 ? 'none' : { links, nearby: [] };
}

const guidShape = /^\{?[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\}?$/i;
const signalShape = /^(\d{1,3})\s?%/;
/** Russian writes GHz in Cyrillic. */
const bandShape = /^([256](?:[.,]4)?)\s?(?:GHz|ГГц)/;

function netshLink(block: string, labelOf: (name: string | null) => string | null): WifiLink[] {
  const pairs = block.split('\n').flatMap((line): [string, string][] => {
    const at = line.indexOf(': ');
    // French pads the label of the access point to more than eighty characters.
    return at > 0 && at < 160
      ? [[line.slice(0, at).trim(), line.slice(at + 2, at + 300).trim()]]
      : [];
  });
  // Every adapter begins with its name, description and GUID.
  const guid = pairs.findIndex(([, value]) => guidShape.test(value));
  if (guid < 0) return [];
  const values = pairs.map(([, value]) => value);
  const valueLike = (shape: RegExp): RegExpExecArray | null =>
    values.map((value) => shape.exec(value)).find(Boolean) ?? null;
  // The first hardware address is the adapter's own, the second the access point's, whose label French translates.
  const [, access = -1] = values.flatMap((value, index) =>
    index > guid && macAddress.test(value) ? [index] : [],
  );
  const signal = values.findIndex((value) => signalShape.test(value));
  // Between the access point and the signal, the only bare numbers are the channel and both rates, always in this order.
  const numbers = (access < 0 ? [] : values.slice(access + 1, Math.max(signal, 0))).flatMap(
    (value) => (/^\d{1,6}(?:[.,]\d{1,3})?$/.test(value) ? [Number(value.replace(',', '.'))] : []),
  );
  const level = valueLike(/^-\d{2,3}$/)?.[0];
  return [
    {
      ...noLink,
      interface: textOf(pairs[Math.max(0, guid - 2)]?.[1]),
      connected: access >= 0,
      network: labelOf(textOf(pairs.find(([label]) => /^SSID\b/i.test(label))?.[1])),
      accessPoint: values[access] ?? null,
      channel: numbers[0] ?? null,
      band: valueLike(bandShape)?.[1]?.replace(',', '.') ?? bandOf(numbers[0] ?? null),
      signalPercent: numberOf(valueLike(signalShape)?.[1]),
      signalDbm: level === undefined ? null : Number(level),
      megabitsPerSecond: numbers[1] ?? null,
      standard: valueLike(/^802\.11\S{0,10}/)?.[0] ?? null,
      security: valueLike(/^(WPA[23]?|WEP|OWE)\b/)?.[1] ?? null,
    },
  ];
}

/** How busy a channel is: `109 (42 %)`, of 255. */
const busyShape = /^\d{1,3} \((\d{1,3})\s?%\)/;
const mostNearby = 100;

/**
 * `netsh wlan show networks mode=bssid`, the networks that Windows saw last, without a new search: a network's name, then
 * its access points, each beginning with its address. Parsed by the form of the values, in any language.
 * @param own access points of this computer's connections
 */
export function netshNearby(
  output: string,
  own: ReadonlySet<string>,
  labelOf = createLabels(),
): WifiLink[] {
  const found: WifiLink[] = [];
  let network: string | null = null;
  for (const whole of output.split('\n')) {
    const line = whole.slice(0, 300).trim();
    const [, name] = /^SSID\s{1,5}\d{1,4}\s{0,5}:(.{0,200})$/.exec(line) ?? [];
    if (name !== undefined) network = labelOf(textOf(name));
    const value = line.slice(line.indexOf(':') + 1).trim();
    if (macAddress.test(value)) {
      if (found.length === mostNearby) break;
      found.push({ ...noLink, network, accessPoint: value });
    }
    const current = found.at(-1);
    if (name === undefined && current) readNearby(current, value);
  }
  return found.filter(({ accessPoint }) => !own.has(accessPoint ?? ''));
}

function readNearby(link: WifiLink, value: string): void {
  const busy = busyShape.exec(value)?.[1];
  if (busy !== undefined) link.channelBusyPercent = numberOf(busy);
  link.signalPercent ??= numberOf(signalShape.exec(value)?.[1]);
  link.standard ??= /^802\.11\S{0,10}/.exec(value)?.[0] ?? null;
  // The channel is the first bare number; Windows 10 does not show the band.
  if (link.channel === null && /^\d{1,3}$/.test(value)) {
    link.channel = Number(value);
    link.band ??= bandOf(link.channel);
  }
  link.band ??= bandShape.exec(value)?.[1]?.replace(',', '.') ?? null;
}
