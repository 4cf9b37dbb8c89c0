import { dateOf, rowsOf, textOf } from '../../toolkit/fields.ts';
import { askEach } from '../../toolkit/powershell-sources.ts';
import type { Crash } from './types.ts';

/**
 * The program in a report's folder name, `PROGRAM_HASH_HASH_cab_NUMBER`. Both may hold underscores: the program ends at
 * `.exe`, else, as with apps of the store, where the first hash begins.
 */
function reportedProgram(rest: string): string | null {
  const match =
    /^(.{1,150}?\.exe)(?:_|$)/i.exec(rest) ?? /^(.{1,150}?)_[0-9a-f]{8,40}(?:_|$)/i.exec(rest) ?? /^([^_]{1,150})_/.exec(rest);
  return textOf(match?.[1]);
}

/** `{ reports: folders of the error reporting, dumps: names of CrashDumps, kernel: names of Minidump }`, each Name and At. */
export function win32Crashes(answer: unknown): Crash[] | null {
  const parts = rowsOf(answer)[0];
  if (parts === undefined) return null;
  const named = (list: unknown, crashOf: (name: string) => Omit<Crash, 'at'> | null): Crash[] =>
    rowsOf(list ?? []).flatMap((row) => {
      const [name, at] = [textOf(row.Name), dateOf(row.At)];
      const crash = name === null ? null : crashOf(name);
      return crash === null || at === null ? [] : [{ at, ...crash }];
    });
  return [
    ...named(parts.reports, (name) => {
      const [, what = '', rest = ''] = /^(AppCrash|AppHang|Critical|Kernel)_(.{1,250})$/.exec(name) ?? [];
      const program = reportedProgram(rest);
      if (program === null) return null;
      const kind = { AppCrash: 'crash', AppHang: 'hang', Kernel: 'system' }[what] ?? null;
      return { program: kind === 'system' ? 'system' : program, kind, cause: null };
    }),
    ...named(parts.dumps, (name) => {
      const program = /^(.{1,150}?\.exe)\.\d{1,10}\.dmp$/i.exec(name)?.[1];
      return program === undefined ? null : { program, kind: 'crash', cause: null };
    }),
    ...named(parts.kernel, (name) => (/\.dmp$/i.test(name) ? { program: 'system', kind: 'system', cause: null } : null)),
  ];
}

// A report waits in the queue until it has been sent, and is then moved to the archive. A missing folder is no error: it
// is made with the first report.
export const windowsScript = askEach({
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
