import type { WifiHistory } from './history.ts';

/** One connection. A network's name is never among it: `network-1` stands for it, the same for the same name. */
export interface WifiLink {
  interface: string | null;
  connected: boolean;
  /** `off`: a switch or flight mode keeps it from connecting at all. */
  radio: 'on' | 'off' | null;
  network: string | null;
  /** Address of the access point; the redactor replaces it. */
  accessPoint: string | null;
  channel: number | null;
  /** `2.4`, `5` or `6` GHz. */
  band: string | null;
  /** Of the connection as it is; Windows tells it nowhere. */
  widthMegahertz: number | null;
  /** Windows: what the driver is set to in this band, in its own words, such as `Auto` or `20 MHz`. */
  widthSetting: string | null;
  /** How much of the time the access point says that its channel is taken, by anybody. */
  channelBusyPercent: number | null;
  signalPercent: number | null;
  signalDbm: number | null;
  noiseDbm: number | null;
  megabitsPerSecond: number | null;
  standard: string | null;
  security: string | null;
}

export interface Wifi {
  links: WifiLink[];
  /** Other access points that were seen last, where the system tells without a search. */
  nearby: WifiLink[];
  /** Two letters of the country whose rules limit channels and strength, as the system sees it. */
  country?: string | null;
  history?: WifiHistory | null;
}

/** `no consent`: Windows 11 24H2 and later answers only where location is allowed. */
export type WifiAnswer = Wifi | 'no consent' | 'none';

export const noLink: WifiLink = {
  interface: null,
  connected: false,
  radio: null,
  network: null,
  accessPoint: null,
  channel: null,
  band: null,
  widthMegahertz: null,
  widthSetting: null,
  channelBusyPercent: null,
  signalPercent: null,
  signalDbm: null,
  noiseDbm: null,
  megabitsPerSecond: null,
  standard: null,
  security: null,
};

export const macAddress = /^[0-9a-f]{2}(?::[0-9a-f]{2}){5}$/i;

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
