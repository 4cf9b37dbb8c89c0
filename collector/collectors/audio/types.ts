export interface SoundDevice {
  name: string;
  driver: string | null;
  maker: string | null;
  /** `output`, `input`, `both`, or null when the system does not say. */
  direction: string | null;
  default: boolean | null;
  /** Whether Windows uses it for calls, for which it has a separate default; null elsewhere. */
  defaultForCalls: boolean | null;
  /** `OK`, or the system's own word for what is wrong. */
  state: string | null;
  muted: boolean | null;
  /** Of the loudest channel; null when the system does not say. */
  volumePercent: number | null;
  /** The volume that Windows stores, in decibels, 0 being full; null elsewhere. */
  volumeDecibels: number | null;
}

export const unknown = {
  driver: null,
  maker: null,
  direction: null,
  default: null,
  defaultForCalls: null,
  state: null,
  muted: null,
  volumePercent: null,
  volumeDecibels: null,
} as const;
