import { type Automaton, createAutomaton } from './automaton.ts';

/** A text on its way through the rules, with the places of all words that rules start from. */
export interface Scene {
  text: string;
  /** Index of the word in the group's list and index right after it, in turns, from left to right. */
  hits(group: string): readonly number[];
}

export type SceneMaker = (text: string) => Scene;
export type Groups = Readonly<Record<string, readonly string[]>>;

const none: readonly number[] = [];

interface WordGroups {
  names: readonly string[];
  groupOf: readonly number[];
  numberOf: readonly number[];
  automaton: Automaton;
}

/** The words that never change: made once, because it takes longer than a small text. */
const fixedGroups = new WeakMap<Groups, WordGroups>();

function wordGroups(groups: Groups): WordGroups {
  const names = Object.keys(groups);
  return {
    names,
    groupOf: names.flatMap((name, index) => (groups[name] ?? []).map(() => index)),
    numberOf: names.flatMap((name) => (groups[name] ?? []).map((_, index) => index)),
    automaton: createAutomaton(names.flatMap((name) => groups[name] ?? [])),
  };
}

/** Looks for the words of all groups, and for `known` ones, in one pass each. */
export function createSceneMaker(groups: Groups, known: readonly string[]): SceneMaker {
  const fixed = fixedGroups.get(groups) ?? wordGroups(groups);
  fixedGroups.set(groups, fixed);
  const own = known.length > 0 ? createAutomaton(known) : null;
  let codes = new Uint16Array(0);
  let bytes = Buffer.alloc(0);
  return (text) => {
    if (codes.length < text.length) {
      codes = new Uint16Array(Math.max(text.length, 16 * 1024));
      bytes = Buffer.from(codes.buffer);
    }
    bytes.write(text, 'utf16le');
    const found: number[][] = fixed.names.map(() => []);
    fixed.automaton.scan(codes, 0, text.length, (word, end) => {
      found[fixed.groupOf[word] as number]?.push(fixed.numberOf[word] as number, end);
    });
    const places: number[] = [];
    own?.scan(codes, 0, text.length, (word, end) => {
      places.push(word, end);
    });
    return { text, hits: (group) => (group === 'known' ? places : (found[fixed.names.indexOf(group)] ?? none)) };
  };
}
