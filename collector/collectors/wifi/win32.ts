import { numberOf } from '../../toolkit/fields.ts';
import { bandOf, createLabels, macAddress, noLink, type WifiAnswer, type WifiLink } from './types.ts';

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
