import { dateOf, jsonOf, type Row, rowOf, rowsOf, textOf } from '#collector/toolkit/fields.ts';
import { askEach } from '#collector/toolkit/powershell-sources.ts';
import { mostWaiting, newestFirst, nothingKnown, type Updates } from './types.ts';

/** WMI writes a day in the American format (`11/12/2026`) in every language; PowerShell usually converts it to a date. */
export function isoDayOf(value: unknown): unknown {
  const match = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(textOf(value) ?? '');
  const [, month = '', day = '', year = ''] = match ?? [];
  return match ? `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}` : value;
}

/** An HRESULT in the form that people search for, `0x800F0922`. PowerShell writes a number, signed or not, or this text. */
export function hresultOf(value: unknown): string | null {
  const text = textOf(value);
  const number =
    text !== null && /^(?:0x[0-9a-f]{1,8}|-?\d{1,10})$/i.test(text) ? Number(text) : Number.NaN;
  if (!Number.isFinite(number) || number === 0 || number < -0x8000_0000 || number > 0xffff_ffff)
    return null;
  return `0x${(number >>> 0).toString(16).toUpperCase().padStart(8, '0')}`;
}

/** `{ waiting: updates that are not installed, from an offline search }`, each with its title and Microsoft's severity. */
export function win32Waiting(
  output: string,
): Pick<Updates, 'waiting' | 'waitingForSecurity' | 'waitingNames'> | null {
  const { waiting } = rowOf(jsonOf(output));
  if (!Array.isArray(waiting)) return null;
  const rows: Row[] = rowsOf(waiting);
  return {
    waiting: rows.length,
    waitingForSecurity: rows.filter(({ Severity }) => textOf(Severity) !== null).length,
    waitingNames: rows.flatMap(({ Title }) => textOf(Title) ?? []).slice(0, mostWaiting),
  };
}

/**
 * `{ fixes: Win32_QuickFixEngineering, restart, checked, failed: events 20 of WindowsUpdateClient, policy }`. Null
 * without any answer.
 */
export function win32Updates(answer: unknown): Updates | null {
  if (answer === undefined) return null;
  const parts = rowOf(answer);
  const policy = rowOf(parts.policy);
  const installed = rowsOf(parts.fixes ?? []).flatMap((row) => {
    const [at, name] = [dateOf(isoDayOf(row.At)), textOf(row.HotFixID)];
    return at === null || name === null ? [] : [{ at, name }];
  });
  return {
    ...nothingKnown,
    restartNeeded: typeof parts.restart === 'boolean' ? parts.restart : null,
    lastCheckedAt: dateOf(parts.checked),
    installed: newestFirst(installed),
    failed: newestFirst(
      rowsOf(parts.failed ?? []).flatMap((row) => {
        const [at, name] = [dateOf(row.At), textOf(row.Title)];
        return at === null || name === null ? [] : [{ at, name, code: hresultOf(row.Code) }];
      }),
    ),
    pausedUntil: dateOf(policy.PausedUntil),
    ownServer: typeof policy.OwnServer === 'boolean' ? policy.OwnServer : null,
  };
}

/**
 * The updates that Windows already knows are waiting. `Online` is false, so Windows contacts no server. The search may take
 * half a minute and cannot be interrupted, so it runs in a separate PowerShell.
 */
export const waitingScript = `$s=(New-Object -ComObject Microsoft.Update.Session).CreateUpdateSearcher();$s.Online=$false;
$v=@(foreach($u in $s.Search('IsInstalled=0 and IsHidden=0').Updates){[pscustomobject]@{Title="$($u.Title)";Severity="$($u.MsrcSeverity)"}});
ConvertTo-Json -Compress -InputObject @{waiting=$v}`;

const windowsKeys = 'HKLM:\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion';

export const windowsScript = askEach({
  restart: {
    one: `(Test-Path '${windowsKeys}\\WindowsUpdate\\Auto Update\\RebootRequired') -or (Test-Path '${windowsKeys}\\Component Based Servicing\\RebootPending')`,
  },
  // Null when Windows never searched. The date has no time zone and is in UTC.
  checked: {
    one: `$d=(New-Object -ComObject Microsoft.Update.AutoUpdate).Results.LastSearchSuccessDate;if($d -is [datetime]){$d.ToString('yyyy-MM-ddTHH:mm:ss')+'Z'}`,
  },
  // By number, which works in any language. Property 0 is the error, property 1 the title.
  failed: {
    list: `Get-WinEvent -LogName System -MaxEvents 50 -FilterXPath "*[System[Provider[@Name='Microsoft-Windows-WindowsUpdateClient'] and EventID=20 and TimeCreated[timediff(@SystemTime) <= 2592000000]]]" -ErrorAction Stop|
Select-Object @{n='At';e={$_.TimeCreated.ToUniversalTime().ToString('o')}},@{n='Code';e={"$($_.Properties[0].Value)"}},@{n='Title';e={"$($_.Properties[1].Value)"}}`,
  },
  policy: {
    one: `$u=Get-ItemProperty 'HKLM:\\SOFTWARE\\Microsoft\\WindowsUpdate\\UX\\Settings' -Name PauseUpdatesExpiryTime -ErrorAction SilentlyContinue;
$w=Get-ItemProperty 'HKLM:\\SOFTWARE\\Policies\\Microsoft\\Windows\\WindowsUpdate\\AU' -Name UseWUServer -ErrorAction SilentlyContinue;
[pscustomobject]@{PausedUntil="$($u.PauseUpdatesExpiryTime)";OwnServer=($w.UseWUServer -eq 1)}`,
  },
  // Some installers write no date, or an invalid one.
  fixes: {
    list: `Get-CimInstance Win32_QuickFixEngineering -ErrorAction Stop|Select-Object HotFixID,@{n='At';e={$d=$_.InstalledOn;if($d -is [datetime]){$d.ToString('yyyy-MM-dd')}else{"$d"}}}`,
  },
});
