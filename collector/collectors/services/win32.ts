import { numberOf, rowsOf, textOf } from '#collector/toolkit/fields.ts';
import type { Service } from './types.ts';

/** Win32_Service. 1077 means "never started since boot", which is not a failure. */
export function win32Services(answer: unknown): Service[] {
  return rowsOf(answer).flatMap((row): Service[] => {
    const name = textOf(row.Name);
    const state = textOf(row.State);
    if (name === null || state === null) return [];
    const exit = numberOf(row.ExitCode);
    const failed = state !== 'Running' && exit !== null && exit !== 0 && exit !== 1077;
    return [{ name, title: textOf(row.DisplayName), state, failed, start: textOf(row.StartMode) }];
  });
}

export const windowsScript =
  'ConvertTo-Json -Compress -InputObject @(Get-CimInstance Win32_Service|Select-Object Name,DisplayName,State,StartMode,ExitCode)';
