import { numberOf, textOf } from '#collector/toolkit/fields.ts';
import { bandOf, createLabels, macAddress, noLink, type Wifi, type WifiLink } from './types.ts';

/** `nmcli -t -f IN-USE,SSID,BSSID,CHAN,FREQ,RATE,SIGNAL,SECURITY,DEVICE device wifi list`: colons inside a value are escaped by a backslash. */
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
    const [inUse, name, accessPoint = '', channel, frequency, rate, signal, security, device] =
      fields;
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
  return {
    links: links.filter(({ connected }) => connected),
    nearby: links.filter(({ connected }) => !connected).slice(0, 100),
  };
}

/** `/proc/net/wireless`: interface, status, link, level and noise. A dot after a number means that it was updated. */
export function procWireless(table: string): WifiLink[] {
  const number = String.raw`(-?\d{1,4})\.?(?= |$)`;
  const row = new RegExp(
    `^ {0,20}([\\w.-]{1,20}): [0-9a-f]{4} {1,9}${number} {1,9}${number}(?: {1,9}${number})?`,
    'gm',
  );
  return [...table.matchAll(row)].map(([, name, quality, level, noise]) => {
    const [signalDbm, noiseDbm] = [decibels(level), decibels(noise)];
    // A level that is not negative is not in dBm, but in a unit of the driver.
    const connected = signalDbm !== null || (Number(level) >= 0 && Number(quality) > 0);
    return { ...noLink, interface: textOf(name), connected, signalDbm, noiseDbm };
  });
}

/** Drivers report -256 without a signal. */
function decibels(text: string | undefined): number | null {
  const number = Number(text ?? 0);
  return number < 0 && number > -200 ? number : null;
}

/** Names of interfaces in `iw dev`. Interfaces without a name have no connection. */
export const iwInterfaces = (output: string): string[] =>
  [...output.matchAll(/^\s{0,8}Interface (\S{1,60})$/gm)]
    .map((match) => match[1] ?? '')
    .slice(0, 16);

/** The channel width of each interface in MHz, from `iw dev`: `channel 36 (5180 MHz), width: 80 MHz, center1: 5210 MHz`. */
export function iwWidths(output: string): Map<string, number> {
  const blocks = output.split(/^\s{0,8}Interface /m).slice(1, 17);
  return new Map(
    blocks.flatMap((block): [string, number][] => {
      const name = /^(\S{1,60})$/m.exec(block)?.[1];
      const width = numberOf(
        /^\s{0,16}channel \d{1,3} \(\d{4,5} MHz\), width: (\d{1,3}) MHz/m.exec(block)?.[1],
      );
      return name === undefined || width === null ? [] : [[name, width]];
    }),
  );
}

/** The country whose rules apply, from `iw reg get`: `country DE: DFS-ETSI`. `00` and `99` are not countries. */
export function iwCountry(output: string): string | null {
  return /^country ([A-Z]{2}):/m.exec(output)?.[1] ?? null;
}

/** `soft` and `hard` of each Wi-Fi switch in `/sys/class/rfkill`: 1 means off. Null without a switch. */
export function radioOf(switches: readonly { soft: string; hard: string }[]): 'on' | 'off' | null {
  if (switches.length === 0) return null;
  return switches.some(({ soft, hard }) => soft.trim() === '0' && hard.trim() === '0')
    ? 'on'
    : 'off';
}

/** `iw dev NAME link` of each interface; networks with the same name get the same number. */
export function iwLinks(answers: readonly { name: string; output: string }[]): WifiLink[] {
  const labelOf = createLabels();
  return answers.flatMap(({ name, output }): WifiLink[] => {
    const accessPoint = /^Connected to ([0-9a-f:]{17})\b/im.exec(output)?.[1];
    if (accessPoint === undefined)
      return /^Not connected/m.test(output) ? [{ ...noLink, interface: name }] : [];
    const field = (key: string): string | null =>
      textOf(new RegExp(`^\\s{0,8}${key}: (.{1,200})$`, 'm').exec(output)?.[1]);
    const megahertz = numberOf(/^\d{4}/.exec(field('freq') ?? '')?.[0]);
    const channel = channelOf(megahertz);
    const signal = /^-\d{1,3}/.exec(field('signal') ?? '')?.[0];
    const rate = field('tx bitrate');
    return [
      {
        ...noLink,
        interface: name,
        connected: true,
        network: labelOf(field('SSID')),
        accessPoint,
        channel,
        band: megahertz === null ? null : bandOf(channel, megahertz),
        signalDbm: signal === undefined ? null : Number(signal),
        megabitsPerSecond: numberOf(/^\d{1,6}(?:\.\d{1,3})?/.exec(rate ?? '')?.[0]),
        standard: standardOf(rate),
      },
    ];
  });
}

/** IEEE 802.11: channels are 5 MHz apart; each band counts from a different frequency. */
function channelOf(megahertz: number | null): number | null {
  if (megahertz === null) return null;
  if (megahertz === 2484) return 14;
  const start = megahertz < 3000 ? 2407 : megahertz < 5930 ? 5000 : 5950;
  const channel = (megahertz - start) / 5;
  return Number.isInteger(channel) && channel > 0 && channel < 234 ? channel : null;
}

const standards: readonly [RegExp, string][] = [
  [/\bEHT-/, '802.11be'],
  [/\bHE-/, '802.11ax'],
  [/\bVHT-/, '802.11ac'],
  [/\bMCS\b/, '802.11n'],
];

const standardOf = (rate: string | null): string | null =>
  standards.find(([sign]) => sign.test(rate ?? ''))?.[1] ?? null;

/** An interface of which the kernel shows only whether it is connected: `/sys/class/net/NAME/operstate`. */
export const bareLink = (name: string, state: string): WifiLink => ({
  ...noLink,
  interface: name,
  connected: state.trim() === 'up',
});
