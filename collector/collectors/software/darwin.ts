import { profilerRowsOf, textOf } from '#collector/toolkit/fields.ts';
import type { Package } from './types.ts';

export function darwinPackages(output: string): Package[] {
  return profilerRowsOf(output, 'SPApplicationsDataType').flatMap((row): Package[] => {
    const name = textOf(row._name);
    const architecture = textOf(row.arch_kind)?.replace(/^arch_/, '') ?? null;
    if (!name) return [];
    return [
      {
        name,
        version: textOf(row.version),
        architecture,
        source: 'applications',
        publisher: textOf(row.obtained_from),
      },
    ];
  });
}
