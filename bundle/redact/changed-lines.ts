import type { Match, Replacement } from './match.ts';

export interface ChangedLines {
  /** The lines that hold a replacement, joined. */
  text: string;
  /** Start of each of them in `text` and in the whole text. */
  starts: { here: number; there: number }[];
}

const delimiters = new Set(' \t\r\n"\'<>()[]{},;=|'.split(''));

/** Those that touch a letter, a digit or a sign that could now belong to something else. */
export function touching(text: string, replacements: readonly Replacement[]): Replacement[] {
  const ends = (at: number): boolean =>
    at < 0 || at >= text.length || delimiters.has(text.charAt(at));
  // What looks like an address may have been believed to be a version because of the words before it.
  const beforeVersion = (end: number): boolean =>
    /^[^\n]{0,60}?\d\.\d/.test(text.slice(end, end + 64));
  return replacements.filter(
    ({ start, length }) =>
      !ends(start - 1) || !ends(start + length) || beforeVersion(start + length),
  );
}

/** Only what changed needs a second look: what a replacement uncovers stands beside it. */
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

/** What was found in the joined lines, where it stands in the whole text; without what crosses from one to another. */
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
