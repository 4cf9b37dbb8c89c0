export interface Process {
  pid: number;
  parent: number | null;
  name: string;
  /** Linux: the name that the process gave itself, if different, such as a script's; `name` is the interpreter. */
  callsItself?: string;
  /** The system's code for its state: `S` sleeping, `R` running, `D` waiting for a disk, `Z` ended. */
  state: string | null;
  threads: number | null;
  memoryBytes: number | null;
  cpuSeconds: number | null;
  runningSeconds: number | null;
}
