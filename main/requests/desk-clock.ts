/** The time at the desk, as far as the organisation has signed it. Requests are judged by it and never by this computer's clock alone. */
export interface DeskClock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Milliseconds since 1970: it is at least that late at the desk. What ends by it ends for good. */
  certain(): number;
  /** @param at milliseconds since 1970, signed just now. */
  learn(at: number): void;
  /** The latest time that was ever signed: earlier than that it is not, whatever this computer's clock says. */
  floor(): number;
}

/**
 * A computer's clock may be wrong by a day, by accident or because somebody set it back so that an old request counts
 * again. So the desk signs its time for a nonce of ours before it may ask for anything; from then on the time that has
 * passed is counted here. Of two counts the larger holds: the steady one cannot be set back, and the wall clock goes on
 * while the computer sleeps. A wall clock that jumps ahead, or was a day ahead all along, only makes requests wait until the
 * desk is asked again: they end by what is `certain`.
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
