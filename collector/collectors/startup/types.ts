export interface StartupItem {
  name: string;
  /** `service`, `user service`, `cron`, `program`, `agent`, `daemon`, `login item`, `scheduled task`. */
  kind: string;
  /** `system` for everyone, `person` for this person. */
  whose: 'system' | 'person';
  /** False when it is turned off; null when the system shows that only to an administrator. */
  enabled: boolean | null;
  /** The state of a scheduled task, in the system's English word: `Ready`, `Running`, `Disabled`. */
  state?: string | null;
}
