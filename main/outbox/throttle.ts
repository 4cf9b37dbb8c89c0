import type { Clock } from './clock.ts';

/** Milliseconds between two announcements of mere progress. */
const shortestInterval = 100;

export interface Throttle {
  now(): void;
  soon(): void;
  stop(): void;
}

/** Calls `action` at once with `now`, and at most ten times a second with `soon`. */
export function createThrottle(clock: Clock, action: () => void): Throttle {
  let lastAt = Number.NEGATIVE_INFINITY;
  let cancelTimer: (() => void) | null = null;

  function now(): void {
    cancelTimer?.();
    cancelTimer = null;
    lastAt = clock.now();
    action();
  }

  return {
    now,
    soon() {
      if (cancelTimer) return;
      const wait = lastAt + shortestInterval - clock.now();
      // Otherwise a clock that was set back would cause a long silence.
      if (wait <= 0 || wait > shortestInterval) now();
      else cancelTimer = clock.after(wait, now);
    },
    stop() {
      cancelTimer?.();
      cancelTimer = null;
    },
  };
}
