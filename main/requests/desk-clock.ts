/** The desk's time, as signed by the organisation. Requests are judged by it, never by this computer's clock alone. */
export interface DeskClock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Milliseconds since 1970: the earliest time it can be at the desk. A request that has ended by it has ended for good. */
  certain(): number;
  /** @param at milliseconds since 1970, signed just now. */
  learn(at: number): void;
  /** The latest signed time: it cannot be earlier, whatever this computer's clock says. */
  floor(): number;
}

/**
 * A computer's clock may be wrong by a day, by accident or because somebody set it back to make an old request valid again.
 * So the desk signs its time for our nonce before it may request anything; from then on, elapsed time is counted here. The
 * larger of two counts is used: the monotonic clock cannot be set back, and the wall clock continues while the computer
 * sleeps. A wall clock that is or jumps ahead only delays requests until the desk is asked again: they expire by `certain`.
 */
export function createDeskClock(options: {
  floor: number;
  wall?: () => number;
  steady?: () => number;
}): DeskClock {
  const wall = options.wall ?? Date.now;
  const steady = options.steady ?? (() => performance.now());
  let floor = options.floor;
  let learned: { at: number; wall: number; steady: number } | null = null;
  return {
    now() {
      if (!learned) return Math.max(floor, wall());
      return learned.at + Math.max(steady() - learned.steady, wall() - learned.wall);
    },
    certain: () => Math.max(floor, learned ? learned.at + steady() - learned.steady : 0),
    learn(at) {
      learned = { at, wall: wall(), steady: steady() };
      floor = Math.max(floor, at);
    },
    floor: () => floor,
  };
}
