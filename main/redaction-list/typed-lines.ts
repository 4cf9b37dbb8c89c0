import { customRules } from '#bundle/redact/custom-rules.ts';
import type {
  RedactionList,
  RedactionListFault,
  RedactionListInput,
} from '#contract/ipc/redaction-list.ts';
import type { Text } from '#contract/text/text.ts';
import { wordsInNames } from './item-names.ts';

const leastWord = 3;
const longest = 200;
const most = { words: 500, patterns: 50 } as const;
/** At most so many faults at once; the others follow when the person has corrected these. */
const shownFaults = 5;

/**
 * Reads the lines that a person typed, without duplicates and empty lines, and at most five faults per field.
 * @param collectors ids of all collectors, because a word must not occur in the names of their items.
 */
export function readTyped(
  typed: RedactionListInput,
  collectors: readonly string[],
): { list: RedactionList; faults: RedactionListFault[] } {
  const words = linesOf(typed.words);
  const patterns = linesOf(typed.patterns);
  const contents = words
    .map(({ content }) => content)
    .filter(({ length }) => length >= leastWord && length <= longest);
  const taken = wordsInNames(contents.slice(0, most.words), collectors);
  return {
    // Words are hidden in any letter case; in a pattern, \d and \D differ.
    list: {
      words: onlyOnce(words, (word) => word.toLowerCase()),
      patterns: onlyOnce(patterns, (pattern) => pattern),
    },
    faults: [
      ...faultsOf('words', words, (word) => wordProblem(word, taken)),
      ...faultsOf('patterns', patterns, patternProblem),
    ],
  };
}

interface Line {
  line: number;
  content: string;
}

const linesOf = (typed: string): Line[] =>
  typed.split(/\r\n?|\n/).flatMap((raw, index) => {
    const content = raw.trim();
    return content === '' ? [] : [{ line: index + 1, content }];
  });

function onlyOnce(lines: readonly Line[], keyOf: (content: string) => string): string[] {
  const byKey = new Map<string, string>();
  for (const { content } of lines)
    if (!byKey.has(keyOf(content))) byKey.set(keyOf(content), content);
  return [...byKey.values()];
}

function faultsOf(
  list: RedactionListFault['list'],
  lines: readonly Line[],
  problemOf: (content: string) => Text | null,
): RedactionListFault[] {
  const faults: RedactionListFault[] = [];
  for (const [index, { line, content }] of lines.entries()) {
    if (faults.length === shownFaults) break;
    if (index === most[list]) return [...faults, { list, line, problem: tooMany(most[list]) }];
    const problem = content.length > longest ? tooLong : problemOf(content);
    if (problem) faults.push({ list, line, problem });
  }
  return faults;
}

const tooMany = (count: number): Text => ({
  message: 'There may be {count} lines at most.',
  values: { count },
});
const tooLong: Text = {
  message: 'A line may have {longest} characters at most.',
  values: { longest },
};
const tooShort: Text = {
  message:
    'This is too short: it would be hidden in the middle of many texts. Write {leastWord} characters at least.',
  values: { leastWord },
};

const inNames: Text = {
  message:
    'Candor uses this word in the names of what it collects, so no bundle could be made. Write more words around it.',
};

function wordProblem(word: string, taken: ReadonlySet<string>): Text | null {
  if (word.length < leastWord) return tooShort;
  return reasonOf(customRules({ words: [word] }).refused) ?? (taken.has(word) ? inNames : null);
}

function patternProblem(pattern: string): Text | null {
  try {
    new RegExp(pattern, 'u');
  } catch (thrown) {
    const why =
      thrown instanceof Error ? thrown.message.replace(/^Invalid regular expression: /, '') : '';
    return { message: 'This is not a regular expression: {why}.', values: { why } };
  }
  return reasonOf(customRules({ patterns: [pattern] }).refused);
}

const reasonOf = ([first]: readonly { reason: Text }[]): Text | null => first?.reason ?? null;
