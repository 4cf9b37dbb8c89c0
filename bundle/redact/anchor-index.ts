import { createWordSearch } from './word-search.ts';

/** A text for the rules, with the positions of all words that rules start from. */
export interface AnchorIndex {
  text: string;
  /**
   * Alternately the index of the word in the group's list and the index right after it, from left
   * to right.
   */
  hits(group: string): readonly number[];
}

export type AnchorIndexer = (text: string) => AnchorIndex;
export type Groups = Readonly<Record<string, readonly string[]>>;

const none: readonly number[] = [];

/** Finds the words of all groups, and the `known` words, in one pass. */
export function createAnchorIndexer(groups: Groups, known: readonly string[]): AnchorIndexer {
  const all = [...Object.entries(groups), ['known', known] as const];
  const names = all.map(([name]) => name);
  const groupOf = Int32Array.from(all.flatMap(([, words], group) => words.map(() => group)));
  const numberOf = Int32Array.from(all.flatMap(([, words]) => words.map((_, number) => number)));
  const search = createWordSearch(all.flatMap(([, words]) => words));
  let codes = new Uint16Array(0);
  let bytes = Buffer.alloc(0);
  return (text) => {
    if (codes.length < text.length) {
      codes = new Uint16Array(Math.max(text.length, 16 * 1024));
      bytes = Buffer.from(codes.buffer);
    }
    bytes.write(text, 'utf16le');
    const found: number[][] = names.map(() => []);
    search.scan(codes, text.length, (word, end) => {
      (found[groupOf[word] as number] as number[]).push(numberOf[word] as number, end);
    });
    return { text, hits: (group) => found[names.indexOf(group)] ?? none };
  };
}
