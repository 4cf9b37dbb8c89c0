export interface Service {
  name: string;
  title: string | null;
  /** The system's own word: `running`, `exited`, `failed`, `Stopped` … */
  state: string;
  failed: boolean;
  /** Whether and how it starts automatically, if the list says so. */
  start: string | null;
}
