export interface SoundDevice {
  name: string;
  driver: string | null;
  maker: string | null;
  /** `output`, `input`, `both`, or null when the system does not say. */
  direction: string | null;
  default: boolean | null;
  /** `OK`, or the system's own word for what is wrong. */
  state: string | null;
  muted: boolean | null;
  /** Of the loudest channel; null when the system does not say. */
  volumePercent: number | null;
}

export const unknown = {
  driver: null,
  maker: null,
  direction: null,
  default: null,
  state: null,
  muted: null,
  volumePercent: null,
} as const;
