import { numberOf, rowOf, rowsOf } from '../../toolkit/fields.ts';

export interface Cores {
  physicalCores: number | null;
  /** Of Apple's own processors, which have fast cores and economical ones; null for all others. */
  coreKinds: { performance: number; efficiency: number } | null;
}

export const unknownCores: Cores = { physicalCores: null, coreKinds: null };

/** `sysctl hw.physicalcpu hw.perflevel0.physicalcpu hw.perflevel1.physicalcpu`; on Intel there is only the first. */
export function darwinCores(output: string): Cores {
  const value = (name: string): number | null => numberOf(new RegExp(`^hw\\.${name}: (\\d{1,5})$`, 'm').exec(output)?.[1]);
  const [performance, efficiency] = [value('perflevel0\\.physicalcpu'), value('perflevel1\\.physicalcpu')];
  return {
    physicalCores: value('physicalcpu'),
    coreKinds: performance === null || efficiency === null ? null : { performance, efficiency },
  };
}

/** `{ processors: Win32_Processor }`, one row a socket. */
export function win32Cores(answer: unknown): Cores {
  const counts = rowsOf(rowOf(answer).processors ?? []).flatMap((row) => numberOf(row.NumberOfCores) ?? []);
  return { ...unknownCores, physicalCores: counts.length === 0 ? null : counts.reduce((sum, one) => sum + one, 0) };
}
