export interface Cores {
  physicalCores: number | null;
  /** Of processors that have fast cores and economical ones; null for all others. */
  coreKinds: { performance: number; efficiency: number } | null;
}

export const unknownCores: Cores = { physicalCores: null, coreKinds: null };
