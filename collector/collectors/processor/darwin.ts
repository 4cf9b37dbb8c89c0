import { numberOf } from '#collector/toolkit/fields.ts';
import type { Cores } from './types.ts';

/** `sysctl hw.physicalcpu hw.perflevel0.physicalcpu hw.perflevel1.physicalcpu`; Intel has only the first. */
export function darwinCores(output: string): Cores {
  const value = (name: string): number | null =>
    numberOf(new RegExp(`^hw\\.${name}: (\\d{1,5})$`, 'm').exec(output)?.[1]);
  const [performance, efficiency] = [
    value('perflevel0\\.physicalcpu'),
    value('perflevel1\\.physicalcpu'),
  ];
  return {
    physicalCores: value('physicalcpu'),
    coreKinds: performance === null || efficiency === null ? null : { performance, efficiency },
  };
}
