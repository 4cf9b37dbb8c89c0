export interface SoundDevice {
  name: string;
  driver: string | null;
  maker: string | null;
  /** `output`, `input`, `both`, or null when the system does not say. */
  direction: string | null;
  default: boolean | null;
  /** `OK`, or the system's own word for what is wrong. */
  state: string | null;
}
