export interface DiskHealth {
  name: string;
  /** The disk's own verdict; null when it gives none. */
  verdict: 'passed' | 'failing' | null;
  temperatureCelsius: number | null;
  poweredOnHours: number | null;
  /** Percent of a solid-state disk's rated writes; it may go beyond 100. Flash memory counts in steps of ten. */
  wearPercent: number | null;
  reallocatedSectors: number | null;
  /** Unreadable sectors that are waiting to be replaced. */
  pendingSectors: number | null;
  uncorrectedErrors: number | null;
  /** SCSI: sectors that went bad since the disk was made. */
  grownDefects: number | null;
  /** Percent of the spare blocks that is left. */
  spareLeftPercent: number | null;
  /** The disk's warnings, whatever its verdict; null when the disk cannot warn. */
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
