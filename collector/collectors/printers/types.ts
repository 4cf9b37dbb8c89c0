export interface Printer {
  name: string;
  driver: string | null;
  /** `idle`, `printing`, `disabled`, or the system's own word. */
  state: string | null;
  default: boolean | null;
  /** `network`, `usb`, `local` …, never the address. */
  connection: string | null;
}
