import { raise } from '#contract/errors/result.ts';

/** At most so many at the same time; the others wait for their turn, and no more than `waiting` of them. */
export interface ReaderSlots {
  /** @returns what gives the slot back; called twice, it does so once. @throws CandorError `too-many-attempts`. */
  take(): Promise<() => void>;
}

export function makeReaderSlots({
  atOnce,
  waiting,
}: {
  atOnce: number;
  waiting: number;
}): ReaderSlots {
  let free = atOnce;
  const queue: (() => void)[] = [];

  function giveBack(): void {
    const next = queue.shift();
    if (next) next();
    else free += 1;
  }

  return {
    async take() {
      if (free > 0) free -= 1;
      else {
        if (queue.length >= waiting) {
          raise(
            'too-many-attempts',
            'Too many items are being read at this moment. Try again in {seconds} seconds.',
            {
              values: { seconds: 5 },
            },
          );
        }
        await new Promise<void>((turn) => queue.push(turn));
      }
      let taken = true;
      return () => {
        if (taken) giveBack();
        taken = false;
      };
    },
  };
}
