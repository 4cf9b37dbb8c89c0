/** Replaces an empty name, so that a sentence always has a subject. */
const noName = '?';

/** A name that is safe inside our sentences: no bidirectional control, line break or invisible character. */
export function shownName(name: string): string {
  return (
    name
      .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, ' ')
      .replace(/\s+/g, ' ')
      .trim() || noName
  );
}

/** Text as written, with its lines, but without characters that change how it reads. */
export function shownWords(words: string): string {
  // Joiners stay: emoji and several scripts need them.
  return words
    .replace(/[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '')
    .replace(/[^\P{Cc}\n\t]/gu, ' ');
}
