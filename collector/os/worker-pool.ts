/** A place for one worker, which starts with the first job and serves others after it. Null: the next job starts another. */
export interface Slot<Worker> {
  worker: Worker | null;
}

/** Gives jobs to a fixed number of workers, in the order in which they were added. */
export interface WorkerPool<Worker> {
  /**
   * Runs `work` when a slot is free. Its promise ends the use of the slot; it may answer earlier.
   * @param dropped the result when `signal` is aborted, or the pool closed, before `work` starts.
   */
  run<Result>(
    work: (slot: Slot<Worker>, answer: (result: Result) => void) => Promise<void>,
    signal: AbortSignal,
    dropped: Result,
  ): Promise<Result>;
  readonly closed: boolean;
  /** Drops the waiting jobs. @returns the workers, for the caller to end. */
  close(): Worker[];
}

interface Waiting<Worker> {
  start(slot: Slot<Worker>): Promise<void>;
  drop(): void;
}

export function createWorkerPool<Worker>(size: number): WorkerPool<Worker> {
  const slots = Array.from({ length: size }, () => ({
    worker: null as Worker | null,
    busy: false,
  }));
  const waiting: Waiting<Worker>[] = [];
  let closed = false;

  function advance(): void {
    for (;;) {
      // A worker that has already started comes before one that has not.
      const free = slots
        .filter(({ busy }) => !busy)
        .sort((a, b) => Number(b.worker !== null) - Number(a.worker !== null))[0];
      const job = free && waiting.shift();
      if (!free || !job) return;
      free.busy = true;
      void job.start(free).finally(() => {
        free.busy = false;
        advance();
      });
    }
  }

  return {
    run: (work, signal, dropped) =>
      new Promise((resolve, reject) => {
        if (signal.aborted || closed) return resolve(dropped);
        const job: Waiting<Worker> = {
          start(slot) {
            signal.removeEventListener('abort', leave);
            return work(slot, resolve).catch(reject);
          },
          drop: () => resolve(dropped),
        };
        const leave = (): void => {
          waiting.splice(waiting.indexOf(job), 1);
          job.drop();
        };
        signal.addEventListener('abort', leave, { once: true });
        waiting.push(job);
        advance();
      }),
    get closed() {
      return closed;
    },
    close() {
      closed = true;
      for (const job of waiting.splice(0)) job.drop();
      return slots.flatMap(({ worker }) => worker ?? []);
    },
  };
}
