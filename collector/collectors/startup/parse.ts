import { numberOf, rowOf, rowsOf, textOf } from '../../toolkit/fields.ts';

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

/** The text of an XDG autostart file; a person switches one off by hiding it (Desktop Application Autostart Specification). */
export function autostart(file: string, text: string, whose: StartupItem['whose']): StartupItem[] {
  const name = textOf(/^(.{1,200})\.desktop$/.exec(file)?.[1]);
  if (name === null) return [];
  const off = /^Hidden\s{0,5}=\s{0,5}true\s*$/im.test(text) || /^X-GNOME-Autostart-enabled\s{0,5}=\s{0,5}false\s*$/im.test(text);
  return [{ name, kind: 'program', whose, enabled: !off }];
}

/** Names in the `*.wants` folders of systemd: what is enabled there is linked there. */
export const wantedUnits = (names: string[], whose: StartupItem['whose']): StartupItem[] =>
  [...new Set(names)].flatMap((unit): StartupItem[] => {
    const name = textOf(/^(.{1,200})\.(?:service|timer|socket|path|mount)$/.exec(unit)?.[0]);
    return name === null ? [] : [{ name, kind: 'service', whose, enabled: true }];
  });

/** Names in LaunchAgents and LaunchDaemons folders. */
export const launchItems = (names: string[], kind: 'agent' | 'daemon', whose: StartupItem['whose']): StartupItem[] =>
  names.flatMap((file): StartupItem[] => {
    const name = textOf(/^(.{1,200})\.plist$/.exec(file)?.[1]);
    return name === null ? [] : [{ name, kind, whose, enabled: true }];
  });

/** Names of programs in `Contents/Library/LoginItems` of an application. */
export const loginItems = (names: string[]): StartupItem[] =>
  names.flatMap((file): StartupItem[] => {
    const name = textOf(/^(.{1,200})\.app$/.exec(file)?.[1]);
    return name === null ? [] : [{ name, kind: 'login item', whose: 'person', enabled: null }];
  });

/** Where a program's switch stands, by Win32_StartupCommand's Location: `HKU\\S-1-5-21-…\\Run`, `Common Startup` … */
function placeOf(location: string, name: string): string {
  const hive = /^(HKLM|Common Startup)/i.test(location) ? 'HKLM' : 'HKCU';
  const place = /startup$/i.test(location) ? 'StartupFolder' : /\\wow6432node\\/i.test(location) ? 'Run32' : 'Run';
  return `${hive} ${place} ${name.replace(/\.(?:lnk|url)$/i, '')}`.toLowerCase();
}

/**
 * `{ programs: Win32_StartupCommand, approved: Explorer's StartupApproved, tasks: Get-ScheduledTask }`: names and states
 * only. Null when it gave no answer at all.
 */
export function win32Startup(answer: unknown): StartupItem[] | null {
  if (answer === undefined) return null;
  const parts = rowOf(answer);
  // An odd first byte says that it is switched off. What is not in the list was never touched, and is on.
  const off = new Set(
    rowsOf(parts.approved ?? [])
      .filter(({ First }) => (numberOf(First) ?? 0) % 2 === 1)
      .map(({ Hive, Place, Name }) =>
        `${textOf(Hive)} ${textOf(Place)} ${textOf(Name)?.replace(/\.(?:lnk|url)$/i, '')}`.toLowerCase(),
      ),
  );
  const programs = rowsOf(parts.programs ?? []).flatMap((row): StartupItem[] => {
    const name = textOf(row.Name);
    if (name === null) return [];
    const location = textOf(row.Location) ?? '';
    const everyone = /^(HKLM|Common Startup)/i.test(location);
    const whose = everyone ? 'system' : 'person';
    return [{ name, kind: 'program', whose, enabled: parts.approved === undefined ? null : !off.has(placeOf(location, name)) }];
  });
  const tasks = rowsOf(parts.tasks ?? []).flatMap((row): StartupItem[] => {
    // Some are called after the account they are for: `… Task-S-1-5-21-…`.
    const name = textOf(textOf(row.Name)?.replace(/[-_{ ]{0,2}S-1-5-[\d-]{1,100}\}?/g, ''));
    const state = textOf(row.State);
    return name === null ? [] : [{ name, kind: 'scheduled task', whose: 'system', enabled: state !== 'Disabled', state }];
  });
  return [...programs, ...tasks];
}
