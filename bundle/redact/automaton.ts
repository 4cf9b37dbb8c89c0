/** Called for each place where a word ends: its number in the given list, and the index right after it. */
export type OnHit = (word: number, end: number) => void;

export interface Automaton {
  /** Reports every word in `codes[from, to)`, overlapping ones too, in the order of their ends. One table step a unit. */
  scan(codes: Uint16Array, from: number, to: number, onHit: OnHit): void;
}

/**
 * Finds any number of words in one pass, whatever their case (Aho and Corasick, 1975). The time does not depend on how
 * many words there are. Characters outside ASCII are folded only where upper and lower case are one unit each.
 */
export function createAutomaton(words: readonly string[]): Automaton {
  const columns = columnsOf(words);
  const width = columns.reduce((most, column) => Math.max(column, most), 0) + 1;
  const { steps, ends } = trieOf(words, columns, width);
  const { outputs, order } = link(steps, ends, width);
  const table = premultiplied(steps, outputs, width, order);
  const found = Array.from(order, (state) => outputs[state] as number[]);
  return {
    scan: (codes, from, to, onHit) => {
      let state = 0;
      for (let index = from; index < to; index += 1) {
        state = table[state + (columns[codes[index] as number] as number)] as number;
        if (state >= 0) continue;
        state = ~state;
        for (const word of found[state / width] as number[]) onHit(word, index + 1);
      }
    },
  };
}

/** For each UTF-16 unit the column of the table; 0 for all that stand in no word. */
function columnsOf(words: readonly string[]): Uint16Array {
  const columns = new Uint16Array(0x10000);
  let next = 1;
  for (const word of words) {
    for (const character of word.split('')) {
      if (columns[character.charCodeAt(0)] !== 0) continue;
      for (const same of [character, character.toLowerCase(), character.toUpperCase()]) {
        if (same.length === 1) columns[same.charCodeAt(0)] = next;
      }
      next += 1;
    }
  }
  return columns;
}

function trieOf(words: readonly string[], columns: Uint16Array, width: number): { steps: Int32Array; ends: number[][] } {
  const most = words.reduce((sum, { length }) => sum + length, 1);
  const steps = new Int32Array(most * width);
  const ends: number[][] = [[]];
  words.forEach((word, number) => {
    if (word === '') return;
    let state = 0;
    for (let index = 0; index < word.length; index += 1) {
      const slot = state * width + (columns[word.charCodeAt(index)] ?? 0);
      if (steps[slot] === 0) steps[slot] = ends.push([]) - 1;
      state = steps[slot] ?? 0;
    }
    ends[state]?.push(number);
  });
  return { steps: steps.slice(0, ends.length * width), ends };
}

/** Fills each state's missing steps with those of its longest suffix; returns what ends in each state, and the states from near to far. */
function link(steps: Int32Array, ends: readonly number[][], width: number): { outputs: readonly number[][]; order: Int32Array } {
  const outputs = ends.slice();
  const suffix = new Int32Array(ends.length);
  const queue = new Int32Array(ends.length);
  let queued = 1;
  for (let column = 0; column < width; column += 1) if (steps[column] !== 0) queue[queued++] = steps[column] as number;
  for (let at = 1; at < queued; at += 1) {
    const state = queue[at] as number;
    const shorter = suffix[state] as number;
    const inherited = outputs[shorter] as number[];
    if (inherited.length > 0) outputs[state] = [...(outputs[state] as number[]), ...inherited];
    const own = state * width;
    const other = shorter * width;
    for (let column = 0; column < width; column += 1) {
      const next = steps[own + column] as number;
      if (next === 0) steps[own + column] = steps[other + column] as number;
      else {
        suffix[next] = steps[other + column] as number;
        queue[queued++] = next;
      }
    }
  }
  return { outputs, order: queue };
}

/**
 * States times the width, so that a step is one addition; the complement where a word ends. Near states come first: nearly
 * all steps stay among them, and so in the processor's cache.
 */
function premultiplied(steps: Int32Array, outputs: readonly number[][], width: number, order: Int32Array): Int32Array {
  const places = new Int32Array(order.length);
  for (let place = 0; place < order.length; place += 1) places[order[place] as number] = place;
  const targets = Int32Array.from(outputs, (words, state) => {
    const place = (places[state] as number) * width;
    return words.length > 0 ? ~place : place;
  });
  const table = new Int32Array(steps.length);
  for (let place = 0; place < order.length; place += 1) {
    const from = (order[place] as number) * width;
    for (let column = 0; column < width; column += 1)
      table[place * width + column] = targets[steps[from + column] as number] as number;
  }
  return table;
}
