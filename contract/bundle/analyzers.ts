/** Every analyzer by its id, in the order in which they look. Without zod, because both windows name them. */
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
