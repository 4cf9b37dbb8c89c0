export interface DiskHealth {
  name: string;
  /** The disk's own verdict; null when it gives none. */
  verdict: 'passed' | 'failing' | null;
  temperatureCelsius: number | null;
  poweredOnHours: number | null;
  /** Of what a solid-state disk can be written; above 100 it goes on beyond its time. Flash memory counts in steps of ten. */
  wearPercent: number | null;
  reallocatedSectors: number | null;
  /** Sectors that could not be read and wait to be replaced. */
  pendingSectors: number | null;
  uncorrectedErrors: number | null;
  /** SCSI: sectors that went bad since the disk was made. */
  grownDefects: number | null;
  /** How much of the blocks in reserve is left. */
  spareLeftPercent: number | null;
  /** What the disk warns of, whatever its verdict; null when it gives no warnings at all. */
  warnings: string[] | null;
  /** Linux: commands that the disk answered with an error since the start. A few are normal. */
  commandErrors: number | null;
}

export const unknown = {
  verdict: null,
  temperatureCelsius: null,
  poweredOnHours: null,
  wearPercent: null,
  reallocatedSectors: null,
  pendingSectors: null,
  uncorrectedErrors: null,
  grownDefects: null,
  spareLeftPercent: null,
  warnings: null,
  commandErrors: null,
} as const;
