/** Of an empty name, so that a sentence never says that nobody asks. */
const noName = '?';

/** A name as it may stand inside of our own sentences: nothing in it can turn their direction, break their line or hide. */
export function shownName(name: string): string {
  return (
    name
      .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, ' ')
      .replace(/\s+/g, ' ')
      .trim() || noName
  );
}

/** What somebody wrote, with its lines; without what would make it read otherwise than it is written. */
export function shownWords(words: string): string {
  // Joiners stay: emoji and several scripts need them.
  return words
    .replace(/[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '')
    .replace(/[^\P{Cc}\n\t]/gu, ' ');
}
