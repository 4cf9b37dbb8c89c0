/** Runs tasks one after the other, in the order in which they were added. */
export interface SerialQueue {
  /** Starts `task` once every earlier one has ended, even by failing. @returns what the task returns or throws. */
  run<T>(task: () => T | Promise<T>): Promise<T>;
  /** Resolves once everything added until now has ended. Whoever waits for it before adding more never fills the queue. */
  idle(): Promise<void>;
}

export function createSerialQueue(): SerialQueue {
  let last: Promise<unknown> = Promise.resolve();
  return {
    run(task) {
      const turn = last.then(task);
      // The failure belongs to the caller of this task, and not to the next one.
      last = turn.catch(() => {});
      return turn;
    },
    async idle() {
      await last;
    },
  };
}
