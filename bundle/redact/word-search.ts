/** Called for each occurrence of a word: its number in the list, and the index right after it. */
export type OnHit = (word: number, end: number) => void;

export interface WordSearch {
  /**
   * Reports every word in `codes[0, length)`, including overlapping ones, by start; for the same
   * start, the longest first.
   */
  scan(codes: Uint16Array, length: number, onHit: OnHit): void;
}

/**
 * Characters are reduced to six bits, three characters to eighteen; candidates are compared in
 * full.
 */
const bits = 6;
const mask = (1 << (3 * bits)) - 1;

/**
 * Finds any number of words in one pass, in any case. At each position the first three characters
 * are looked up in a bit table, small enough for the processor's fastest cache; words are compared
 * only where the bit is set. An automaton also needs one look-up per character, but each waits for
 * the previous one, and its table is a hundred times larger.
 */
export function createWordSearch(words: readonly string[]): WordSearch {
  const fold = foldTable();
  const folded = words.map((word) =>
    Uint16Array.from(word, (_, index) => fold[word.charCodeAt(index)] as number).slice(
      0,
      word.length,
    ),
  );
  words.forEach((word, number) => {
    // `Array.from` counts code points; words with characters beyond the basic plane need UTF-16
    // units.
    if (folded[number]?.length !== word.length)
      folded[number] = Uint16Array.from(
        { length: word.length },
        (_, index) => fold[word.charCodeAt(index)] as number,
      );
  });
  const shapes = shapeTable(fold);
  const possible = new Uint8Array((mask + 1) >> 3);
  const lists: number[][] = [[]];
  /** Index of the list for each beginning of one, two and three characters; 0 for none. */
  const heads = [1, 2, 3].map((length) => new Uint16Array(1 << (length * bits)));
  for (const number of byLength(words)) addWord(number, folded[number] as Uint16Array);

  function addWord(number: number, word: Uint16Array): void {
    if (word.length === 0) return;
    const given = Math.min(3, word.length);
    let prefix = 0;
    for (let index = 0; index < given; index += 1)
      prefix = (prefix << bits) | (shapes[word[index] as number] as number);
    const head = heads[given - 1] as Uint16Array;
    if (head[prefix] === 0) head[prefix] = lists.push([]) - 1;
    lists[head[prefix] as number]?.push(number);
    const open = (3 - given) * bits;
    for (let rest = 0; rest < 1 << open; rest += 1) {
      const triple = (prefix << open) | rest;
      possible[triple >> 3] = (possible[triple >> 3] as number) | (1 << (triple & 7));
    }
  }

  function compare(
    codes: Uint16Array,
    length: number,
    start: number,
    list: readonly number[],
    onHit: OnHit,
  ): void {
    for (let at = 0; at < list.length; at += 1) {
      const number = list[at] as number;
      const word = folded[number] as Uint16Array;
      if (start + word.length > length) continue;
      let index = 0;
      while (index < word.length && fold[codes[start + index] as number] === word[index])
        index += 1;
      if (index === word.length) onHit(number, start + index);
    }
  }

  return {
    scan: (codes, length, onHit) => {
      const [one, two, three] = heads as [Uint16Array, Uint16Array, Uint16Array];
      let triple = 0;
      for (let index = 0; index < length + 2; index += 1) {
        triple =
          ((triple << bits) | (index < length ? (shapes[codes[index] as number] as number) : 0)) &
          mask;
        if (((possible[triple >> 3] as number) & (1 << (triple & 7))) === 0 || index < 2) continue;
        const long = three[triple] as number;
        const middle = two[triple >> bits] as number;
        const short = one[triple >> (2 * bits)] as number;
        if (long !== 0) compare(codes, length, index - 2, lists[long] as number[], onHit);
        if (middle !== 0) compare(codes, length, index - 2, lists[middle] as number[], onHit);
        if (short !== 0) compare(codes, length, index - 2, lists[short] as number[], onHit);
      }
    },
  };
}

/** Longest first, so that each list of words has that order. */
function byLength(words: readonly string[]): number[] {
  return words
    .map((_, index) => index)
    .sort((a, b) => (words[b]?.length ?? 0) - (words[a]?.length ?? 0));
}

let folds: Uint16Array | null = null;

/** The lower-case unit of each UTF-16 unit, where it is a single unit; computed once. */
function foldTable(): Uint16Array {
  folds ??= Uint16Array.from({ length: 0x10000 }, (_, code) => {
    const lower = String.fromCharCode(code).toLowerCase();
    return lower.length === 1 ? lower.charCodeAt(0) : code;
  });
  return folds;
}

/** The characters of logs and those that words begin with; each has its own code. */
const signs = ' .:/-_"=,()[]\n@%&\\\0+$<>{\';';

let shapesOfUnits: Uint8Array | null = null;

/**
 * Six bits of each folded unit: letters are distinct from each other and from digits, the rest as
 * far as possible; computed once.
 */
function shapeTable(fold: Uint16Array): Uint8Array {
  shapesOfUnits ??= Uint8Array.from(fold, (code) => {
    if (code >= 97 && code <= 122) return code - 96;
    if (code >= 48 && code <= 57) return code - 48 + 27;
    const sign = signs.indexOf(String.fromCharCode(code));
    return sign >= 0 ? 37 + sign : 61 + (code & 1);
  });
  return shapesOfUnits;
}
