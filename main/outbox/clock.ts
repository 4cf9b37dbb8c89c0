/** Time and randomness, injected so that tests need neither wait nor guess. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Runs `action` once after `milliseconds`; returns a function that cancels it. */
  after(milliseconds: number, action: () => void): () => void;
  /** From 0 up to, not including, 1. */
  random(): number;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  after(milliseconds, action) {
    const timer = setTimeout(action, milliseconds);
    return () => clearTimeout(timer);
  },
  random: () => Math.random(),
};

/** Resolves after `milliseconds`; rejects with the signal's reason if that aborts first. */
export function sleep(clock: Clock, milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const stopped = () => {
      callOff();
      reject(signal.reason);
    };
    const callOff = clock.after(milliseconds, () => {
      signal.removeEventListener('abort', stopped);
      resolve();
    });
    signal.addEventListener('abort', stopped, { once: true });
  });
}
