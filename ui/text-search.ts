import { lastAtMost } from './text-lines.ts';

/** No more matches than this are counted, because nobody would step through them. */
export const matchLimit = 10_000;
const sliceLength = 2 * 1024 * 1024;

export interface Matches {
  /** Ascending offsets into the text. */
  readonly starts: readonly number[];
  /** Characters of each match. */
  readonly length: number;
  /** There are more than `matchLimit`. */
  readonly capped: boolean;
}

export const noMatches: Matches = { starts: [], length: 0, capped: false };

/**
 * Finds every occurrence of `query`, ignoring case. It searches 2 MB at a time and yields in between, so that 64 MB
 * of text do not freeze the window.
 */
export async function findMatches(
  text: string,
  query: string,
  signal: AbortSignal,
): Promise<Matches> {
  if (query === '') return noMatches;
  const pattern = new RegExp(query.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'), 'gi');
  const starts: number[] = [];
  for (let from = 0; from < text.length; from += sliceLength) {
    // A match may begin in this slice and end in the next.
    const slice = text.slice(from, from + sliceLength + query.length - 1);
    for (const match of slice.matchAll(pattern)) {
      const start = from + match.index;
      if (start < (starts.at(-1) ?? -query.length) + query.length) continue;
      if (starts.length === matchLimit) return { starts, length: query.length, capped: true };
      starts.push(start);
    }
    await new Promise((resolve) => setTimeout(resolve));
    if (signal.aborted) return noMatches;
  }
  return { starts, length: query.length, capped: false };
}

/** A piece of a row. `hidden`: an invisible or direction-changing character, which is shown by its code. */
export interface Piece {
  readonly start: number;
  readonly text: string;
  readonly match: 'no' | 'yes' | 'now';
  readonly hidden: boolean;
}

// Control and format characters can hide text or change its direction (Trojan Source, CVE-2021-42574). Tabs are kept.
const hidden = /((?!\t)[\p{Cc}\p{Cf}\u2028\u2029])/u;

/** Splits `text[start, end)` where matches begin and end, and around invisible characters. */
export function piecesOf(
  text: string,
  start: number,
  end: number,
  matches: Matches,
  now: number,
): Piece[] {
  const pieces: Piece[] = [];
  const add = (from: number, to: number, match: Piece['match']) => {
    let offset = from;
    for (const [index, part] of text.slice(from, to).split(hidden).entries()) {
      if (part !== '') pieces.push({ start: offset, text: part, match, hidden: index % 2 === 1 });
      offset += part.length;
    }
  };
  let offset = start;
  const { starts, length } = matches;
  for (
    let index = starts.length === 0 ? 0 : lastAtMost(starts, start);
    index < starts.length;
    index += 1
  ) {
    const matchStart = Math.max(offset, starts[index] ?? end);
    const matchEnd = Math.min(end, (starts[index] ?? end) + length);
    if (matchStart >= end) break;
    if (matchEnd <= offset) continue;
    add(offset, matchStart, 'no');
    add(matchStart, matchEnd, index === now ? 'now' : 'yes');
    offset = matchEnd;
  }
  add(offset, end, 'no');
  return pieces;
}

/** `U+202E`. */
export function codePointName(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}
