import { rowsOf, textOf } from './fields.ts';

export interface StartupItem {
  name: string;
  /** `service`, `program`, `agent`, `daemon`. */
  kind: string;
  /** `system` for everyone, `person` for this one. */
  whose: 'system' | 'person';
  /** False where it is listed but switched off. */
  enabled: boolean;
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

/** Win32_StartupCommand: Name and Location only. Null when it gave no answer at all. */
export function win32Startup(answer: unknown): StartupItem[] | null {
  if (answer === undefined) return null;
  return rowsOf(answer).flatMap((row): StartupItem[] => {
    const name = textOf(row.Name);
    if (name === null) return [];
    const everyone = /^(HKLM|Common Startup)/i.test(textOf(row.Location) ?? '');
    return [{ name, kind: 'program', whose: everyone ? 'system' : 'person', enabled: true }];
  });
}
