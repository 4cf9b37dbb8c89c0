import { dateOf, numberOf, rowOf, rowsOf, textOf } from '../../toolkit/fields.ts';
import { askEach } from '../../toolkit/powershell-sources.ts';
import { hours } from './types.ts';

const levels = ['always', 'critical', 'error', 'warning', 'information', 'verbose'];

/** Lists of `Get-WinEvent`, by any name; all of them together, newest first. */
export function win32Events(answer: unknown) {
  const events = Object.values(rowOf(answer)).flatMap((list) => rowsOf(list ?? []));
  return events
    .map((row) => ({
      at: dateOf(row.At),
      log: textOf(row.LogName),
      source: textOf(row.ProviderName),
      id: numberOf(row.Id),
      level: levels[numberOf(row.Level) ?? -1] ?? null,
      message: typeof row.Message === 'string' ? row.Message.slice(0, 4000) : null,
    }))
    .sort((a, b) => ((a.at ?? '') < (b.at ?? '') ? 1 : (a.at ?? '') > (b.at ?? '') ? -1 : 0));
}

// Errors of both logs before warnings, each line as soon as its text is made, which takes longest: what a deadline takes
// away are old warnings.
export const windowsScript = askEach({
  systemErrors: { lines: eventsOf('System', '1,2') },
  applicationErrors: { lines: eventsOf('Application', '1,2') },
  systemWarnings: { lines: eventsOf('System', '3') },
  applicationWarnings: { lines: eventsOf('Application', '3') },
});

function eventsOf(log: string, levels: string): string {
  return `Get-WinEvent -MaxEvents 1000 -FilterHashtable @{LogName='${log}';Level=${levels};StartTime=(Get-Date).AddHours(-${hours})} -ErrorAction Stop|
Select-Object @{n='At';e={$_.TimeCreated.ToUniversalTime().ToString('o')}},LogName,ProviderName,Id,Level,@{n='Message';e={$m="$($_.Message)";if($m.Length -gt 4000){$m.Substring(0,4000)}else{$m}}}`;
}
