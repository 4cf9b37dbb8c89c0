export interface StartupItem {
  name: string;
  /** `service`, `user service`, `cron`, `program`, `agent`, `daemon`, `login item`, `scheduled task`. */
  kind: string;
  /** `system` for everyone, `person` for this one. */
  whose: 'system' | 'person';
  /** False where it is listed but switched off; null where the system tells that only to an administrator. */
  enabled: boolean | null;
  /** Of a scheduled task, in the system's own English word: `Ready`, `Running`, `Disabled`. */
  state?: string | null;
}
