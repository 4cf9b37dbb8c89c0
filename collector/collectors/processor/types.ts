export interface Cores {
  physicalCores: number | null;
  /** The numbers of fast and efficient cores; null for processors with only one kind. */
  coreKinds: { performance: number; efficiency: number } | null;
}

export const unknownCores: Cores = { physicalCores: null, coreKinds: null };
