/** What the benchmark asks of the app: null for the product's own concurrency. */
export interface CollectWish {
  preset: string;
  concurrency: number | null;
  /** Whether to go on until there is something to review, as the product does. */
  review: boolean;
}

/** How one run went, from the click to the last outcome, as the app itself can tell. */
export interface AppRun {
  seconds: number;
  firstItemSeconds: number;
  /** From the click until findings, timeline and manifest are made; null where nobody asked. */
  reviewSeconds: number | null;
  /** Of the main process alone, until the last outcome. */
  mainCpuSeconds: number;
  items: number;
  bytes: number;
  /** Longest time in which Electron's main process could not react, until the last outcome. */
  mainBlockedMs: number;
  /** The same from there until the review is ready. */
  reviewBlockedMs: number;
  /** The same over half a second before the run, in which nothing was done. */
  idleBlockedMs: number;
  collectors: { id: string; durationMs: number; status: string }[];
}

/** The same with what is read of its collector process from outside. */
export interface CollectRun extends AppRun {
  cpuSeconds: number;
  peakMemoryMb: number;
}
