import { dateOf, numberOf, rowOf, rowsOf, textOf } from '#collector/toolkit/fields.ts';
import { askEach } from '#collector/toolkit/powershell-sources.ts';
import { timelineWords } from '#contract/bundle/timeline.ts';
import {
  days,
  type HistoryChange,
  type HistoryCrash,
  mostOfEach,
  type Restart,
  type SystemHistory,
} from './types.ts';

const { started, stopped, unexpected, asked, stopError } = timelineWords;

/** By provider and number, because the texts are translated. */
const restartEvents: Readonly<Record<string, string>> = {
  'Microsoft-Windows-Kernel-General 12': started,
  'Microsoft-Windows-Kernel-General 13': stopped,
  'Microsoft-Windows-Kernel-Power 41': unexpected,
  'EventLog 6008': unexpected,
  'User32 1074': asked,
  'Microsoft-Windows-WER-SystemErrorReporting 1001': stopError,
  'BugCheck 1001': stopError,
};

/** `{ restarts: Get-WinEvent, records: Win32_ReliabilityRecords }`. Null without any answer. */
export function win32History(answer: unknown): Omit<SystemHistory, 'settings'> | null {
  if (answer === undefined) return null;
  const parts = rowOf(answer);
  const restarts = rowsOf(parts.restarts ?? []).flatMap((row): Restart[] => {
    const at = dateOf(row.At);
    const how = restartEvents[`${textOf(row.ProviderName) ?? ''} ${numberOf(row.Id) ?? ''}`];
    if (at === null || how === undefined) return [];
    // 1074 names the program that requested it, with its folder.
    const asking = textOf(row.By)?.replace(/ \(.{1,80}\)$/, '');
    return [{ at, how, detail: asking ? asking.slice(asking.lastIndexOf('\\') + 1) : null }];
  });
  const records = rowsOf(parts.records ?? []).flatMap((row) => {
    const [at, source] = [dateOf(row.At), textOf(row.SourceName)];
    // The upper half of the number contains flags.
    const id = (numberOf(row.EventIdentifier) ?? 0) % 65_536;
    return at === null || source === null
      ? []
      : [{ at, source, id, name: textOf(row.ProductName) ?? '' }];
  });
  return {
    restarts,
    changes: records.flatMap(({ at, source, id, name }): HistoryChange[] => {
      const action = actionOf(source, id);
      if (action === null || name === '') return [];
      return [{ at, action, name: fileName(name), driver: /UserPnp$/i.test(source) }];
    }),
    crashes: records.flatMap(({ at, source, name }): HistoryCrash[] =>
      /^Application (?:Error|Hang)$/.test(source) && name !== ''
        ? [{ at, program: fileName(name), hang: source === 'Application Hang' }]
        : [],
    ),
  };
}

/** Sources and numbers of Windows Installer, Windows Update and the Plug and Play manager. */
function actionOf(source: string, id: number): string | null {
  if (/^MsiInstaller$/i.test(source)) {
    if (id === 1033 || id === 11_707) return 'install';
    if (id === 1034 || id === 11_724) return 'remove';
    if (id === 1022 || id === 1036) return 'update';
    if (id === 1035 || id === 11_728) return 'reconfigure';
    return id === 11_708 ? 'fail' : null;
  }
  if (/WindowsUpdateClient$/i.test(source)) return id === 19 ? 'update' : id === 20 ? 'fail' : null;
  return /UserPnp$/i.test(source) && id === 20_001 ? 'install' : null;
}

/** Some records name programs with their folders, which may name the person. */
const fileName = (name: string): string =>
  /^[a-z]:\\/i.test(name) ? name.slice(name.lastIndexOf('\\') + 1) : name;

// By number, never by text, which is translated. As XPath, because a hash table fails if a provider is not registered on
// this computer. Property 0 of event 1074 is the program that requested it.
const providers = [
  'Microsoft-Windows-Kernel-General',
  'Microsoft-Windows-Kernel-Power',
  'EventLog',
  'User32',
];

const stopErrors = ['Microsoft-Windows-WER-SystemErrorReporting', 'BugCheck'];

const anyOf = (name: string, values: readonly (string | number)[]): string =>
  values.map((value) => `${name}='${value}'`).join(' or ');

const xpath = `*[System[Provider[${anyOf('@Name', [...providers, ...stopErrors])}] and (${[
  12, 13, 41, 1001, 1074, 6008,
]
  .map((id) => `EventID=${id}`)
  .join(' or ')}) and TimeCreated[timediff(@SystemTime) <= ${days * 86_400_000}]]]`;

// Windows applies the filter; without it, a whole year of records would be transferred and discarded.
export const windowsScript = askEach({
  restarts: {
    list: `Get-WinEvent -LogName System -MaxEvents 500 -FilterXPath "${xpath}" -ErrorAction Stop|
Select-Object @{n='At';e={$_.TimeCreated.ToUniversalTime().ToString('o')}},ProviderName,Id,@{n='By';e={if($_.Id -eq 1074){"$($_.Properties[0].Value)"}}}`,
  },
  records: {
    list: `$d=[Management.ManagementDateTimeConverter]::ToDmtfDateTime((Get-Date).AddDays(-${days}));
Get-CimInstance Win32_ReliabilityRecords -Filter "TimeGenerated >= '$d'" -Property TimeGenerated,SourceName,EventIdentifier,ProductName -ErrorAction Stop|
Select-Object -First ${mostOfEach} @{n='At';e={$_.TimeGenerated.ToUniversalTime().ToString('o')}},SourceName,EventIdentifier,ProductName`,
  },
});
