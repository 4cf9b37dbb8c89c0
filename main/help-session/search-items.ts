import type { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';

/** A text that can be read as a stream: an item on disk, or one of the bundle's documents. */
export interface Searchable {
  id: string;
  open(): Readable;
}

export interface Place {
  id: string;
  count: number;
}

/**
 * Counts the matches of `pattern` (with the flag g) in each item, and returns the items with matches. Reads in pieces and
 * yields between them, so that a long search does not block this process.
 * @param overlap longest match in characters, so that a match across two pieces is counted once
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
      // A match that begins in the last part may end in the next piece, so that part is searched again with it.
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

/** Matches a text in any letter case, plain and escaped for JSON. */
export function patternOf(text: string): RegExp {
  const spellings = [...new Set([text, JSON.stringify(text).slice(1, -1)])].map((one) =>
    one.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'),
  );
  return new RegExp(spellings.join('|'), 'giu');
}
