import type { Match, Replacement } from './match.ts';

export interface ChangedLines {
  /** The lines that hold a replacement, joined. */
  text: string;
  /** Start of each line in `text` and in the whole text. */
  starts: { here: number; there: number }[];
}

const delimiters = new Set(' \t\r\n"\'<>()[]{},;=|'.split(''));

/**
 * Replacements next to a letter, a digit or a character that could now belong to something else.
 */
export function touching(text: string, replacements: readonly Replacement[]): Replacement[] {
  const ends = (at: number): boolean =>
    at < 0 || at >= text.length || delimiters.has(text.charAt(at));
  // The words before something that looks like an address may have made it look like a version.
  const beforeVersion = (end: number): boolean =>
    /^[^\n]{0,60}?\d\.\d/.test(text.slice(end, end + 64));
  return replacements.filter(
    ({ start, length }) =>
      !ends(start - 1) || !ends(start + length) || beforeVersion(start + length),
  );
}

/** Only changed parts need a second look: whatever a replacement uncovers is next to it. */
export function changedLines(text: string, replacements: readonly Replacement[]): ChangedLines {
  const pieces: string[] = [];
  const starts: { here: number; there: number }[] = [];
  let here = 0;
  let done = 0;
  for (const { start, length } of replacements) {
    if (start < done) continue;
    const lineStart = Math.max(done, text.lastIndexOf('\n', start - 1) + 1);
    const newline = text.indexOf('\n', start + length);
    const end = newline < 0 ? text.length : newline + 1;
    const piece = text.slice(lineStart, end);
    pieces.push(piece);
    starts.push({ here, there: lineStart });
    here += piece.length;
    done = end;
  }
  return { text: pieces.join(''), starts };
}

/**
 * Matches in the joined lines, at their positions in the whole text; without matches that cross
 * from one line to another.
 */
export function inWholeText({ starts }: ChangedLines, found: readonly Match[]): Match[] {
  let at = 0;
  return found.flatMap((one) => {
    while ((starts[at + 1]?.here ?? Number.POSITIVE_INFINITY) <= one.start) at += 1;
    const piece = starts[at];
    if (!piece || one.end > (starts[at + 1]?.here ?? Number.POSITIVE_INFINITY)) return [];
    const shift = piece.there - piece.here;
    return [{ ...one, start: one.start + shift, end: one.end + shift }];
  });
}
