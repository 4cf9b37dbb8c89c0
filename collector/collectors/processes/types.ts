export interface Process {
  pid: number;
  parent: number | null;
  name: string;
  /** Linux: what it calls itself, where that is another name: a script's, while `name` is what runs the script. */
  callsItself?: string;
  /** The system's own word for what it does: `S` sleeping, `R` running, `D` waiting for a disk, `Z` ended. */
  state: string | null;
  threads: number | null;
  memoryBytes: number | null;
  cpuSeconds: number | null;
  runningSeconds: number | null;
}
