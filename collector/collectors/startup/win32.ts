import { numberOf, rowOf, rowsOf, textOf } from '#collector/toolkit/fields.ts';
import { askEach } from '#collector/toolkit/powershell-sources.ts';
import type { StartupItem } from './types.ts';

/** The registry key of a program's on/off switch, from Win32_StartupCommand's Location: `HKU\\S-1-5-21-…\\Run`, `Common Startup` … */
function placeOf(location: string, name: string): string {
  const hive = /^(HKLM|Common Startup)/i.test(location) ? 'HKLM' : 'HKCU';
  const place = /startup$/i.test(location)
    ? 'StartupFolder'
    : /\\wow6432node\\/i.test(location)
      ? 'Run32'
      : 'Run';
  return `${hive} ${place} ${name.replace(/\.(?:lnk|url)$/i, '')}`.toLowerCase();
}

/**
 * `{ programs: Win32_StartupCommand, approved: Explorer's StartupApproved, tasks: Get-ScheduledTask }`: only
 * names and states. Null without any answer.
 */
export function win32Startup(answer: unknown): StartupItem[] | null {
  if (answer === undefined) return null;
  const parts = rowOf(answer);
  // An odd first byte means that it is off. A program that is not in the list was never changed and is on.
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
    return [
      {
        name,
        kind: 'program',
        whose,
        enabled: parts.approved === undefined ? null : !off.has(placeOf(location, name)),
      },
    ];
  });
  const tasks = rowsOf(parts.tasks ?? []).flatMap((row): StartupItem[] => {
    // Some are named after their account: `… Task-S-1-5-21-…`.
    const name = textOf(textOf(row.Name)?.replace(/[-_{ ]{0,2}S-1-5-[\d-]{1,100}\}?/g, ''));
    const state = textOf(row.State);
    return name === null
      ? []
      : [{ name, kind: 'scheduled task', whose: 'system', enabled: state !== 'Disabled', state }];
  });
  return [...programs, ...tasks];
}

// Never Command, Actions or Arguments: they contain paths. Microsoft's own tasks are the same on every computer.
// Only the first byte of the task manager's startup approvals counts.
export const windowsScript = askEach({
  programs: {
    list: 'Get-CimInstance Win32_StartupCommand -Property Name,Location -ErrorAction Stop|Select-Object Name,Location',
  },
  approved: {
    list: `foreach($h in 'HKCU','HKLM'){foreach($n in 'Run','Run32','StartupFolder'){
$k=Get-Item "\${h}:\\Software\\Microsoft\\Windows\\CurrentVersion\\Explorer\\StartupApproved\\$n" -ErrorAction SilentlyContinue;
if($k){foreach($v in $k.GetValueNames()){$b=$k.GetValue($v);if($b -is [byte[]] -and $b.Length -gt 0){[pscustomobject]@{Hive=$h;Place=$n;Name=$v;First=[int]$b[0]}}}}}}`,
  },
  tasks: {
    list: `Get-ScheduledTask -ErrorAction Stop|Where-Object {$_.TaskPath -notlike '\\Microsoft\\*'}|Select-Object @{n='Name';e={$_.TaskName}},@{n='State';e={"$($_.State)"}}`,
  },
});

const recent = (days: number): string =>
  `TimeCreated[timediff(@SystemTime) <= ${days * 86_400_000}]`;
const at = `@{n='At';e={$_.TimeCreated.ToUniversalTime().ToString('o')}}`;

// Only an administrator may read Diagnostics-Performance; its events have dozens of values, so they are read by name. Event 27
// of Kernel-Boot has the kind of a start, 8001 of GroupPolicy the seconds at a sign-in.
export const bootScript = askEach({
  boots: {
    list: `Get-WinEvent -LogName 'Microsoft-Windows-Diagnostics-Performance/Operational' -MaxEvents 200 -FilterXPath "*[System[EventID>=100 and EventID<=110 and ${recent(30)}]]" -ErrorAction Stop|ForEach-Object {
$d=@{};foreach($n in ([xml]$_.ToXml()).Event.EventData.Data){$d[$n.Name]=$n.'#text'};
[pscustomobject]@{At=$_.TimeCreated.ToUniversalTime().ToString('o');Id=$_.Id;BootTime=$d['BootTime'];MainPath=$d['MainPathBootTime'];PostBoot=$d['BootPostBootTime'];Name=$d['Name'];TotalTime=$d['TotalTime']}}`,
  },
  starts: {
    list: `Get-WinEvent -LogName System -MaxEvents 20 -FilterXPath "*[System[Provider[@Name='Microsoft-Windows-Kernel-Boot'] and EventID=27 and ${recent(30)}]]" -ErrorAction Stop|Select-Object ${at},@{n='Kind';e={"$($_.Properties[0].Value)"}}`,
  },
  signIns: {
    list: `Get-WinEvent -LogName 'Microsoft-Windows-GroupPolicy/Operational' -MaxEvents 20 -FilterXPath "*[System[EventID=8001 and ${recent(14)}]]" -ErrorAction Stop|Select-Object ${at},@{n='Seconds';e={"$($_.Properties[0].Value)"}}`,
  },
  fastStartup: {
    one: `(Get-ItemProperty 'HKLM:\\SYSTEM\\CurrentControlSet\\Control\\Session Manager\\Power' -Name HiberbootEnabled -ErrorAction SilentlyContinue).HiberbootEnabled`,
  },
});
