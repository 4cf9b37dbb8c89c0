import type { WifiHistory } from './history.ts';

/** One connection. Never contains the network's name: the same name always becomes the same `network-1`. */
export interface WifiLink {
  interface: string | null;
  connected: boolean;
  /** `off`: a switch or flight mode has turned it off. */
  radio: 'on' | 'off' | null;
  network: string | null;
  /** Address of the access point; the redactor replaces it. */
  accessPoint: string | null;
  channel: number | null;
  /** `2.4`, `5` or `6` GHz. */
  band: string | null;
  /** The current channel width; Windows does not report it. */
  widthMegahertz: number | null;
  /** Windows: the driver's setting for this band, in its own words, such as `Auto` or `20 MHz`. */
  widthSetting: string | null;
  /** How much of the time the channel is in use by anyone, according to the access point. */
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
  /** Other access points that were seen last, if the system lists them without a search. */
  nearby: WifiLink[];
  /** The two-letter code of the country whose rules the system applies to channels and strength. */
  country?: string | null;
  history?: WifiHistory | null;
}

/** `no consent`: Windows 11 24H2 and later answers only if location access is allowed. */
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

/** Replaces names by numbers, so that access points of the same network can be recognized without its name. */
export function createLabels(): (name: string | null) => string | null {
  const labels = new Map<string, string>();
  return (name) => {
    // macOS hides names from programs without location access, so networks with hidden names may differ.
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
