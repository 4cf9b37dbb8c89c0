import { dateOf, profilerRowsOf, textOf } from '#collector/toolkit/fields.ts';
import type { Change } from './types.ts';

export function darwinChanges(output: string, since: Date): Change[] {
  return profilerRowsOf(output, 'SPInstallHistoryDataType').flatMap((row): Change[] => {
    const at = dateOf(row.install_date);
    const name = textOf(row._name);
    if (at === null || name === null || new Date(at) < since) return [];
    return [{ at, action: 'install', name, from: null, to: textOf(row.install_version) }];
  });
}
