import { pseudonymPattern } from '../../../contract/pseudonym.ts';

/** A hostile item may hold millions of near misses; after so many the person's computer decides, which looks for itself. */
const mostTries = 100_000;

/** Whether an item's bytes hold a pseudonym on its own. Never copies the item: it may have a hundred megabytes. */
export function holdsPseudonym(bytes: Uint8Array, pseudonym: string): boolean {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = Buffer.byteLength(pseudonym);
  let at = buffer.indexOf(pseudonym);
  for (let tries = 0; at >= 0; tries += 1) {
    if (tries >= mostTries) return true;
    // One character before it and two behind decide whether it is a part of another name.
    const around = buffer.toString('utf8', Math.max(0, at - 1), at + length + 2);
    if (pseudonymPattern(pseudonym).test(around)) return true;
    at = buffer.indexOf(pseudonym, at + 1);
  }
  return false;
}
