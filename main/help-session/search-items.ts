import type { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';

/** Something that can be read from its beginning: an item on disk, or one of the bundle's documents. */
export interface Searchable {
  id: string;
  open(): Readable;
}

export interface Place {
  id: string;
  count: number;
}

/**
 * Counts what `pattern` (with the flag g) finds, item by item; only items with a hit are in the answer. Reads piece by
 * piece and waits between the pieces, so that a long search stops nothing else in this process.
 * @param overlap longest match in characters: one that lies across two pieces is counted once
 */
export async function countIn(
  items: readonly Searchable[],
  pattern: RegExp,
  overlap: number,
  onMatch?: (match: string) => void,
): Promise<Place[]> {
  const places: Place[] = [];
  for (const { id, open } of items) {
    let count = 0;
    let rest = '';
    const decoder = new StringDecoder('utf8');
    const look = (text: string, last: boolean): void => {
      // What begins in the last part may end in the next piece; it is looked at again with it.
      const border = last ? text.length : Math.max(0, text.length - overlap);
      let done = 0;
      for (const match of text.matchAll(pattern)) {
        if (match.index >= border) break;
        count += 1;
        onMatch?.(match[0]);
        done = match.index + match[0].length;
      }
      rest = text.slice(Math.max(done, border));
    };
    for await (const piece of open()) look(rest + decoder.write(piece as Buffer), false);
    look(rest + decoder.end(), true);
    if (count > 0) places.push({ id, count });
  }
  return places;
}

/** A text in any case, as it is and as JSON escapes it. */
export function patternOf(text: string): RegExp {
  const spellings = [...new Set([text, JSON.stringify(text).slice(1, -1)])].map((one) =>
    one.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'),
  );
  return new RegExp(spellings.join('|'), 'giu');
}
