export interface DiskHealth {
  name: string;
  /** The disk's own verdict; null when it gives none. */
  verdict: 'passed' | 'failing' | null;
  temperatureCelsius: number | null;
  poweredOnHours: number | null;
  /** Of what a solid-state disk can be written; above 100 it goes on beyond its time. */
  wearPercent: number | null;
  reallocatedSectors: number | null;
  /** Sectors that could not be read and wait to be replaced. */
  pendingSectors: number | null;
  uncorrectedErrors: number | null;
}

export const unknown = {
  verdict: null,
  temperatureCelsius: null,
  poweredOnHours: null,
  wearPercent: null,
  reallocatedSectors: null,
  pendingSectors: null,
  uncorrectedErrors: null,
} as const;
