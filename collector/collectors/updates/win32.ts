import { dateOf, rowOf, rowsOf, textOf } from '../../toolkit/fields.ts';
import { askEach } from '../../toolkit/powershell-sources.ts';
import { newestFirst, nothingKnown, type Updates } from './types.ts';

/** WMI's own text for a day is American (`11/12/2026`), whatever the language; PowerShell mostly makes a date of it. */
export function isoDayOf(value: unknown): unknown {
  const match = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(textOf(value) ?? '');
  const [, month = '', day = '', year = ''] = match ?? [];
  return match ? `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}` : value;
}

/** `{ fixes: Win32_QuickFixEngineering, restart, checked }`. Null when it gave no answer at all. */
export function win32Updates(answer: unknown): Updates | null {
  if (answer === undefined) return null;
  const parts = rowOf(answer);
  const installed = rowsOf(parts.fixes ?? []).flatMap((row) => {
    const [at, name] = [dateOf(isoDayOf(row.At)), textOf(row.HotFixID)];
    return at === null || name === null ? [] : [{ at, name }];
  });
  return {
    ...nothingKnown,
    restartNeeded: typeof parts.restart === 'boolean' ? parts.restart : null,
    lastCheckedAt: dateOf(parts.checked),
    installed: newestFirst(installed),
  };
}

const windowsKeys = 'HKLM:\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion';

export const windowsScript = askEach({
  restart: {
    one: `(Test-Path '${windowsKeys}\\WindowsUpdate\\Auto Update\\RebootRequired') -or (Test-Path '${windowsKeys}\\Component Based Servicing\\RebootPending')`,
  },
  // Null where it never looked. The date has no zone and is in UTC.
  checked: {
    one: `$d=(New-Object -ComObject Microsoft.Update.AutoUpdate).Results.LastSearchSuccessDate;if($d -is [datetime]){$d.ToString('yyyy-MM-ddTHH:mm:ss')+'Z'}`,
  },
  // Some installers leave no date, or one that is no date at all.
  fixes: {
    list: `Get-CimInstance Win32_QuickFixEngineering -ErrorAction Stop|Select-Object HotFixID,@{n='At';e={$d=$_.InstalledOn;if($d -is [datetime]){$d.ToString('yyyy-MM-dd')}else{"$d"}}}`,
  },
});
