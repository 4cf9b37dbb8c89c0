import type { Clock } from './clock.ts';

/** Milliseconds between two announcements of mere progress. */
const shortestInterval = 100;

export interface Throttle {
  now(): void;
  soon(): void;
  stop(): void;
}

/** Calls `action` at once for what matters, and at most ten times a second for what only moves. */
export function createThrottle(clock: Clock, action: () => void): Throttle {
  let lastAt = Number.NEGATIVE_INFINITY;
  let callOff: (() => void) | null = null;

  function now(): void {
    callOff?.();
    callOff = null;
    lastAt = clock.now();
    action();
  }

  return {
    now,
    soon() {
      if (callOff) return;
      const wait = lastAt + shortestInterval - clock.now();
      // A clock that was set back would otherwise ask for a long silence.
      if (wait <= 0 || wait > shortestInterval) now();
      else callOff = clock.after(wait, now);
    },
    stop() {
      callOff?.();
      callOff = null;
    },
  };
}
