import { rowOf, rowsOf, textOf } from '#collector/toolkit/fields.ts';
import { askEach } from '#collector/toolkit/powershell-sources.ts';
import { uninstallKeys } from '../software/uninstall-keys.ts';
import { isoDayOf } from '../updates/win32.ts';
import type { Change } from './types.ts';

/**
 * `{ updates: Win32_QuickFixEngineering, programs: Uninstall keys }`. Installers should write the day as `20261123`; some
 * use the format of their country, which is read only when it is unambiguous.
 */
export function win32Changes(answer: unknown, since: Date): Change[] {
  const dayOf = (value: unknown): string | null => {
    const match = /^(\d{4})[-./]?(\d\d)[-./]?(\d\d)$/.exec(textOf(value) ?? '');
    return match ? `${match[1]}-${match[2]}-${match[3]}` : null;
  };
  const first = since.toISOString().slice(0, 10);
  const change = (day: string | null, name: string | null, to: string | null): Change[] =>
    day === null || name === null || day < first
      ? []
      : [{ at: day, action: 'install', name, from: null, to }];
  return [
    ...rowsOf(rowOf(answer).updates).flatMap((row) =>
      change(dayOf(isoDayOf(row.At)), textOf(row.HotFixID), textOf(row.Description)),
    ),
    ...rowsOf(rowOf(answer).programs).flatMap((row) =>
      change(dayOf(row.InstallDate), textOf(row.DisplayName), textOf(row.DisplayVersion)),
    ),
  ];
}

export const windowsScript = askEach({
  updates: {
    list: `Get-CimInstance Win32_QuickFixEngineering -ErrorAction Stop|Select-Object HotFixID,Description,@{n='At';e={$d=$_.InstalledOn;if($d -is [datetime]){$d.ToString('yyyy-MM-dd')}else{"$d"}}}`,
  },
  programs: { list: uninstallKeys },
});
