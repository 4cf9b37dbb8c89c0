import { pseudonymPattern } from '#contract/primitives/pseudonym.ts';

/** A hostile item may hold millions of near misses; after so many the person's computer decides, which looks for itself. */
const mostTries = 100_000;
/** Bytes: one character before a pseudonym and two behind it decide whether it is a part of another name. */
const surroundings = 12;

/** Whether an item holds a pseudonym on its own. Keeps one piece of the item at a time: it may have a hundred megabytes. */
export async function holdsPseudonym(
  pieces: AsyncIterable<Uint8Array>,
  pseudonym: string,
): Promise<boolean> {
  const length = Buffer.byteLength(pseudonym);
  const pattern = pseudonymPattern(pseudonym);
  let tries = 0;
  /** Looks at what begins in a part of the buffer. */
  const isIn = (buffer: Buffer, from: number, to: number): boolean => {
    for (
      let at = buffer.indexOf(pseudonym, from);
      at >= 0 && at < to;
      at = buffer.indexOf(pseudonym, at + 1)
    ) {
      if (tries >= mostTries) return true;
      tries += 1;
      if (pattern.test(buffer.toString('utf8', Math.max(0, at - 1), at + length + 2))) return true;
    }
    return false;
  };
  let pending = Buffer.alloc(0);
  let from = 0;
  for await (const piece of pieces) {
    pending = Buffer.concat([pending, piece]);
    // What begins later may go on in the next piece.
    const to = pending.length - length - surroundings;
    if (to <= from) continue;
    if (isIn(pending, from, to)) return true;
    const rest = Math.max(0, to - surroundings);
    pending = pending.subarray(rest);
    from = to - rest;
  }
  return isIn(pending, from, pending.length);
}
