import { textOf } from '#collector/toolkit/fields.ts';
import type { StartupItem } from './types.ts';

/** The text of an XDG autostart file; hiding it turns it off (Desktop Application Autostart Specification). */
export function autostart(file: string, text: string, whose: StartupItem['whose']): StartupItem[] {
  const name = textOf(/^(.{1,200})\.desktop$/.exec(file)?.[1]);
  if (name === null) return [];
  const off =
    /^Hidden\s{0,5}=\s{0,5}true\s*$/im.test(text) ||
    /^X-GNOME-Autostart-enabled\s{0,5}=\s{0,5}false\s*$/im.test(text);
  return [{ name, kind: 'program', whose, enabled: !off }];
}

/** Names in the `*.wants` folders of systemd: they contain links to the enabled units. */
export const wantedUnits = (names: string[], whose: StartupItem['whose']): StartupItem[] =>
  [...new Set(names)].flatMap((unit): StartupItem[] => {
    const name = textOf(/^(.{1,200})\.(?:service|timer|socket|path|mount)$/.exec(unit)?.[0]);
    return name === null ? [] : [{ name, kind: 'service', whose, enabled: true }];
  });
