/**
 * The ids of all analyzers, in the order in which they run. Without zod, because both windows
 * import it.
 */
export const analyzerIds = [
  'disk-space',
  'memory-pressure',
  'clock',
  'dns',
  'desk-reachability',
  'organisation-services',
  'certificate',
  'performance',
  'change-before-failure',
  'application-log',
] as const;

export type AnalyzerId = (typeof analyzerIds)[number];
