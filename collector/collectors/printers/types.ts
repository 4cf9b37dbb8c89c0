export interface Printer {
  name: string;
  driver: string | null;
  /** `idle`, `printing`, `disabled`, or the system's own word. */
  state: string | null;
  /** Why it is in this state, in the system's own words; null when it gives no reason. */
  reason: string | null;
  default: boolean | null;
  /** `network`, `usb`, `local` …, never the address. */
  connection: string | null;
  /** Null when the system does not list the waiting jobs. */
  jobs: PrintJobs | null;
}

/** Never with names of documents or people. */
export interface PrintJobs {
  waiting: number;
  /** The jobs that wait for someone to act; null when the system does not say. */
  stuck: number | null;
  oldestAt: string | null;
}

/** A job of one printer. `stuck` is null when the system does not say. */
export interface PrintJob {
  printer: string;
  at: string | null;
  stuck: boolean | null;
}

/** Groups the jobs by printer. */
export function jobsBy(jobs: PrintJob[]): (printer: string) => PrintJobs {
  const groups = new Map<string, PrintJob[]>();
  for (const job of jobs) {
    const group = groups.get(job.printer);
    if (group) group.push(job);
    else groups.set(job.printer, [job]);
  }
  return (printer) => {
    const own = groups.get(printer) ?? [];
    const moments = own.flatMap(({ at }) => at ?? []).sort();
    const stuck = own.some((job) => job.stuck === null)
      ? null
      : own.filter((job) => job.stuck).length;
    return { waiting: own.length, stuck, oldestAt: moments[0] ?? null };
  };
}

export const unknown = {
  driver: null,
  state: null,
  reason: null,
  default: null,
  connection: null,
  jobs: null,
} as const;
