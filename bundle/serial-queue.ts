/** Runs tasks one after another, in the order in which they were added. */
export interface SerialQueue {
  /**
   * Starts `task` after every earlier task has ended, even if it failed.
   * @returns what the task returns or throws.
   */
  run<T>(task: () => T | Promise<T>): Promise<T>;
  /**
   * Resolves after all tasks added until now have ended. A caller that waits for it before adding
   * more never fills the queue.
   */
  idle(): Promise<void>;
}

export function createSerialQueue(): SerialQueue {
  let last: Promise<unknown> = Promise.resolve();
  return {
    run(task) {
      const turn = last.then(task);
      // The failure belongs to the caller of this task, not to the next task.
      last = turn.catch(() => {});
      return turn;
    },
    async idle() {
      await last;
    },
  };
}
