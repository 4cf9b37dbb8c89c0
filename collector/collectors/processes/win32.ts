import { dateOf, numberOf, rowsOf, textOf } from '#collector/toolkit/fields.ts';
import type { Process } from './types.ts';

/** Win32_Process; its times are in units of 100 nanoseconds. */
export function win32Processes(answer: unknown, now: Date): Process[] {
  return rowsOf(answer).flatMap((row): Process[] => {
    const pid = numberOf(row.ProcessId);
    const name = textOf(row.Name);
    if (pid === null || name === null) return [];
    const started = dateOf(row.Started);
    const time = (numberOf(row.KernelModeTime) ?? 0) + (numberOf(row.UserModeTime) ?? 0);
    return [
      {
        pid,
        parent: numberOf(row.ParentProcessId),
        name,
        state: null,
        threads: numberOf(row.ThreadCount),
        memoryBytes: numberOf(row.WorkingSetSize),
        cpuSeconds: Math.round(time / 1e5) / 100,
        runningSeconds:
          started === null
            ? null
            : Math.max(0, Math.round((now.getTime() - Date.parse(started)) / 1000)),
      },
    ];
  });
}

// Never CommandLine: arguments contain project paths, addresses and passwords.
export const windowsScript = `
$p=@(Get-CimInstance Win32_Process -Property ProcessId,ParentProcessId,Name,WorkingSetSize,KernelModeTime,UserModeTime,ThreadCount,CreationDate|
Select-Object ProcessId,ParentProcessId,Name,WorkingSetSize,KernelModeTime,UserModeTime,ThreadCount,@{n='Started';e={$_.CreationDate.ToUniversalTime().ToString('o')}});
ConvertTo-Json -Compress -InputObject $p`;
