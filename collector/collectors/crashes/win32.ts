import { dateOf, numberOf, rowsOf, textOf } from '#collector/toolkit/fields.ts';
import { askEach } from '#collector/toolkit/powershell-sources.ts';
import type { Crash } from './types.ts';

/**
 * The program in a report's folder name, `PROGRAM_HASH_HASH_cab_NUMBER`. Program names may contain underscores: the name ends
 * after `.exe` or, for store apps, before the first hash.
 */
function reportedProgram(rest: string): string | null {
  const match =
    /^(.{1,150}?\.exe)(?:_|$)/i.exec(rest) ??
    /^(.{1,150}?)_[0-9a-f]{8,40}(?:_|$)/i.exec(rest) ??
    /^([^_]{1,150})_/.exec(rest);
  return textOf(match?.[1]);
}

/** Windows writes a report after the event, sometimes minutes later. */
const reportDelayMs = 10 * 60_000;

/** `c0000005` and `0xc0000005` in the form that people search for: `0xC0000005`. */
function exceptionOf(value: unknown): string | null {
  const digits = /^(?:0x)?([0-9a-f]{8})$/i.exec(textOf(value) ?? '')?.[1];
  return digits === undefined || /^0+$/.test(digits) ? null : `0x${digits.toUpperCase()}`;
}

/** Events 1000 of Application Error and 1002 of Application Hang, with the program, the exception and the module that caused it. */
function faultsOf(list: unknown): Crash[] {
  return rowsOf(list ?? []).flatMap((row): Crash[] => {
    const [at, program] = [dateOf(row.At), textOf(row.Program)];
    if (at === null || program === null) return [];
    const hang = numberOf(row.Id) === 1002;
    const exception = hang ? null : exceptionOf(row.Code);
    const module = textOf(row.Module);
    const cause =
      exception === null || module === null || module === 'unknown'
        ? exception
        : `${exception} in ${module}`;
    return [{ at, program: withoutFolder(program), kind: hang ? 'hang' : 'crash', cause }];
  });
}

const withoutFolder = (path: string): string => path.slice(path.lastIndexOf('\\') + 1);

/** Leaves out reports and dumps of crashes that an event already shows. */
function notAmong(faults: readonly Crash[]): (crash: Crash) => boolean {
  const left = [...faults];
  return ({ at, program }) => {
    const index = left.findIndex((fault) => {
      const delay = Date.parse(at) - Date.parse(fault.at);
      return (
        fault.program.toLowerCase() === program.toLowerCase() &&
        delay >= -60_000 &&
        delay <= reportDelayMs
      );
    });
    if (index >= 0) left.splice(index, 1);
    return index < 0;
  };
}

/**
 * `{ faults: events, reports: folders of the error reporting, dumps: names of CrashDumps, kernel: names of Minidump }`; the
 * last three each have Name and At.
 */
export function win32Crashes(answer: unknown): Crash[] | null {
  const parts = rowsOf(answer)[0];
  if (parts === undefined) return null;
  const named = (list: unknown, crashOf: (name: string) => Omit<Crash, 'at'> | null): Crash[] =>
    rowsOf(list ?? []).flatMap((row) => {
      const [name, at] = [textOf(row.Name), dateOf(row.At)];
      const crash = name === null ? null : crashOf(name);
      return crash === null || at === null ? [] : [{ at, ...crash }];
    });
  const faults = faultsOf(parts.faults);
  return [
    ...faults,
    ...named(parts.reports, (name) => {
      const [, what = '', rest = ''] =
        /^(AppCrash|AppHang|Critical|Kernel)_(.{1,250})$/.exec(name) ?? [];
      const program = reportedProgram(rest);
      if (program === null) return null;
      const kind = { AppCrash: 'crash', AppHang: 'hang', Kernel: 'system' }[what] ?? null;
      return { program: kind === 'system' ? 'system' : program, kind, cause: null };
    }).filter(notAmong(faults)),
    ...named(parts.dumps, (name) => {
      const program = /^(.{1,150}?\.exe)\.\d{1,10}\.dmp$/i.exec(name)?.[1];
      return program === undefined ? null : { program, kind: 'crash', cause: null };
    }).filter(notAmong(faults)),
    ...named(parts.kernel, (name) =>
      /\.dmp$/i.test(name) ? { program: 'system', kind: 'system', cause: null } : null,
    ),
  ];
}

// A report waits in the queue until Windows has sent it, and then moves to the archive. A missing folder is not an error:
// Windows creates it with the first report.
export const windowsScript = askEach({
  // By number and property, which works in any language. Property 10, the program's path, may name the person and is not read.
  faults: {
    list: `Get-WinEvent -LogName Application -MaxEvents 300 -FilterXPath "*[System[((Provider[@Name='Application Error'] and EventID=1000) or (Provider[@Name='Application Hang'] and EventID=1002)) and TimeCreated[timediff(@SystemTime) <= 2592000000]]]" -ErrorAction Stop|
Select-Object @{n='At';e={$_.TimeCreated.ToUniversalTime().ToString('o')}},Id,@{n='Program';e={"$($_.Properties[0].Value)"}},@{n='Module';e={"$($_.Properties[3].Value)"}},@{n='Code';e={"$($_.Properties[6].Value)"}}`,
  },
  reports: {
    list: `foreach($f in $env:ProgramData,$env:LOCALAPPDATA){foreach($w in 'ReportArchive','ReportQueue'){Get-ChildItem "$f\\Microsoft\\Windows\\WER\\$w" -ErrorAction SilentlyContinue|
Sort-Object LastWriteTimeUtc -Descending|Select-Object -First 300 Name,@{n='At';e={$_.LastWriteTimeUtc.ToString('o')}}}}`,
  },
  dumps: { list: namesIn('$env:LOCALAPPDATA\\CrashDumps') },
  kernel: { list: namesIn('$env:SystemRoot\\Minidump') },
  closed: {
    one: `Get-ChildItem "$env:SystemRoot\\Minidump" -ErrorAction SilentlyContinue -ErrorVariable e|Out-Null;[bool]($e|Where-Object {$_.CategoryInfo.Category -eq 'PermissionDenied'})`,
  },
});

function namesIn(folder: string): string {
  return `Get-ChildItem "${folder}" -ErrorAction SilentlyContinue|Sort-Object LastWriteTimeUtc -Descending|Select-Object -First 500 Name,@{n='At';e={$_.LastWriteTimeUtc.ToString('o')}}`;
}
