import { dateOf, numberOf, rowOf, rowsOf, textOf } from '#collector/toolkit/fields.ts';
import { askEach } from '#collector/toolkit/powershell-sources.ts';
import { countedDays, hours } from './types.ts';

const levels = ['always', 'critical', 'error', 'warning', 'information', 'verbose'];

/** Merges lists of `Get-WinEvent`, under any names, newest first. */
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

// Errors of both logs come before warnings, and each line as soon as its text is ready, which takes longest. So a deadline
// loses only old warnings.
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

/**
 * Logs of single parts of Windows that ordinary accounts may read. Warnings and errors are counted in all of them. The
 * numbers are those of important events without a level: Wi-Fi and networks that connected and disconnected.
 */
const countedLogs: readonly (readonly [string, ...number[]])[] = [
  ['System'],
  ['Application'],
  ['Microsoft-Windows-WLAN-AutoConfig/Operational', 8001, 8002, 8003, 11_005, 11_006, 12_013],
  ['Microsoft-Windows-NetworkProfile/Operational', 10_000, 10_001],
  ['Microsoft-Windows-GroupPolicy/Operational'],
  ['Microsoft-Windows-PrintService/Admin'],
  ['Microsoft-Windows-AppXDeploymentServer/Operational'],
  ['Microsoft-Windows-User Profile Service/Operational'],
  ['Microsoft-Windows-Kernel-PnP/Configuration'],
  ['Microsoft-Windows-DeviceManagement-Enterprise-Diagnostics-Provider/Admin'],
  ['Microsoft-Windows-AAD/Operational'],
  ['Microsoft-Windows-SmbClient/Connectivity'],
  ['Microsoft-Windows-Windows Defender/Operational'],
];

/** Counts inside PowerShell, so that it never creates the texts, which take longest and may contain anything. */
export const countsScript = askEach({ counts: { lines: countedLogs.map(countsOf).join(';') } });

function countsOf([log, ...ids]: readonly [string, ...number[]]): string {
  const kinds = ['Level=1', 'Level=2', 'Level=3', ...ids.map((id) => `EventID=${id}`)].join(' or ');
  const xpath = `*[System[(${kinds}) and TimeCreated[timediff(@SystemTime) <= ${countedDays * 86_400_000}]]]`;
  return `try{Get-WinEvent -LogName '${log}' -MaxEvents 5000 -FilterXPath "${xpath}" -ErrorAction Stop|Group-Object ProviderName,Id,Level|ForEach-Object {
$f=$_.Group[$_.Count-1];$l=$_.Group[0];[pscustomobject]@{Log='${log}';Source=$l.ProviderName;Id=$l.Id;Level=$l.Level;Count=$_.Count;First=$f.TimeCreated.ToUniversalTime().ToString('o');Last=$l.TimeCreated.ToUniversalTime().ToString('o')}}
}catch{if("$($_.FullyQualifiedErrorId)" -notlike 'NoMatchingEventsFound*'){[pscustomobject]@{Log='${log}';Error="$($_.FullyQualifiedErrorId)"}}}`;
}
