/** What the benchmark asks of the app: null for the product's own concurrency. */
export interface CollectWish {
  preset: string;
  concurrency: number | null;
}

/** How one run went, from the click to the last outcome. */
export interface CollectRun {
  seconds: number;
  firstItemSeconds: number;
  cpuSeconds: number;
  items: number;
  bytes: number;
  peakMemoryMb: number;
  /** Longest time in which Electron's main process could not react. */
  mainBlockedMs: number;
  /** The same over half a second before the run, in which nothing was done. */
  idleBlockedMs: number;
  collectors: { id: string; durationMs: number; status: string }[];
}
