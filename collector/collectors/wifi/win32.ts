import { numberOf, rowOf, textOf } from '../../toolkit/fields.ts';
import { askEach } from '../../toolkit/powershell-sources.ts';
import { windowsEvents } from './history.ts';
import { bandOf, createLabels, macAddress, noLink, type WifiAnswer, type WifiLink } from './types.ts';

export const windowsScript = askEach({
  events: { list: windowsEvents },
  flightMode: {
    one: "(Get-ItemProperty 'HKLM:\\SYSTEM\\CurrentControlSet\\Control\\RadioManagement\\SystemRadioState' -ErrorAction SilentlyContinue).'(default)'",
  },
});

/** Flight mode switches Wi-Fi off; without it, Wi-Fi may still be off by its own switch, which is nowhere in plain numbers. */
export const win32Radio = (answer: unknown): 'off' | null => (numberOf(rowOf(answer).flightMode) === 1 ? 'off' : null);

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

const guidShape = /^\{?[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\}?$/i;
const signalShape = /^(\d{1,3})\s?%/;
/** Russian has letters of its own for GHz. */
const bandShape = /^([256](?:[.,]4)?)\s?(?:GHz|ГГц)/;

function netshLink(block: string, labelOf: (name: string | null) => string | null): WifiLink[] {
  const pairs = block.split('\n').flatMap((line): [string, string][] => {
    const at = line.indexOf(': ');
    // French pads the label of the access point to more than eighty characters.
    return at > 0 && at < 160 ? [[line.slice(0, at).trim(), line.slice(at + 2, at + 300).trim()]] : [];
  });
  // Name, description and GUID begin every adapter.
  const guid = pairs.findIndex(([, value]) => guidShape.test(value));
  if (guid < 0) return [];
  const values = pairs.map(([, value]) => value);
  const valueLike = (shape: RegExp): RegExpExecArray | null => values.map((value) => shape.exec(value)).find(Boolean) ?? null;
  // The first hardware address is the adapter's own, the second the access point's, whose label French translates.
  const [, access = -1] = values.flatMap((value, index) => (index > guid && macAddress.test(value) ? [index] : []));
  const signal = values.findIndex((value) => signalShape.test(value));
  // Between the access point and the signal, channel and both rates are the only bare numbers, in this order everywhere.
  const numbers = (access < 0 ? [] : values.slice(access + 1, Math.max(signal, 0))).flatMap((value) =>
    /^\d{1,6}(?:[.,]\d{1,3})?$/.test(value) ? [Number(value.replace(',', '.'))] : [],
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
