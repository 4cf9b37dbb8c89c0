import { describe, expect, test } from 'vitest';
import { catalogue } from '#collector/host/catalogue.ts';
import { redactionList } from '#contract/ipc/redaction-list.ts';
import { formatText } from '#contract/text/text.ts';
import { readTyped } from '#main/redaction-list/typed-lines.ts';

const ids = catalogue.map(({ id }) => id);
const read = (words: string, patterns = '') => readTyped({ words, patterns }, ids);
const told = ({ faults }: ReturnType<typeof read>) =>
  faults.map(({ list, line, problem }) => `${list} ${line}: ${formatText(problem)}`);

describe('the lines that a person typed', () => {
  test('are taken once each, without empty ones, in their order', () => {
    const { list, faults } = read(
      'Bluebird\n\n  Project Heron \r\nBLUEBIRD\nLindqvist',
      '\\bNW-\\d{6}\\b\n\n\\bNW-\\d{6}\\b\n',
    );
    expect(faults).toEqual([]);
    expect(list).toEqual({
      words: ['Bluebird', 'Project Heron', 'Lindqvist'],
      patterns: ['\\bNW-\\d{6}\\b'],
    });
  });

  test('are what the stored list may hold, at their limits', () => {
    const most = Array.from({ length: 500 }, (_, index) => `${index}`.padStart(200, 'w'));
    const patterns = Array.from({ length: 50 }, (_, index) => `n${index}`.padStart(200, 'n'));
    const { list, faults } = read(most.join('\n'), patterns.join('\n'));
    expect(faults).toEqual([]);
    expect(redactionList.parse(list).words).toHaveLength(500);
  });
});

describe('a line that cannot be hidden is named with its reason', () => {
  test.each([
    [
      'too short',
      'Bluebird\n\nab',
      '',
      /^words 3: This is too short.* Write 3 characters at least\.$/,
    ],
    ['too long', 'w'.repeat(201), '', /^words 1: A line may have 200 characters at most\.$/],
    ['what Candor writes itself', 'user-1', '', /^words 1: Candor itself writes this/],
    ['in the names of items', 'Memory', '', /^words 1: Candor uses this word in the names/],
    [
      'no regular expression',
      '',
      'ok-\\d\n(',
      /^patterns 2: This is not a regular expression: .*Unterminated group\.$/,
    ],
    ['one that could take very long', '', '(a+)+$', /^patterns 1: .*may take very long/],
    ['one that looks back', '', '(a)\\1', /^patterns 1: Back-references/],
    ['one that matches nothing', '', 'x*', /^patterns 1: The pattern matches an empty text/],
    ['a pattern too long', '', 'n'.repeat(201), /^patterns 1: A line may have 200/],
  ])('%s', (_what, words, patterns, reason) => {
    const read1 = told(read(words, patterns));
    expect(read1).toHaveLength(1);
    expect(read1[0]).toMatch(reason);
  });

  test('one line too many', () => {
    const lines = (count: number) =>
      Array.from({ length: count }, (_, index) => `line ${index}`).join('\n');
    expect(told(read(lines(501)))).toEqual(['words 501: There may be 500 lines at most.']);
    expect(told(read('', lines(51)))).toEqual(['patterns 51: There may be 50 lines at most.']);
  });

  test('both fields at once, and not more than can be read', () => {
    const faults = told(read('a\n'.repeat(40), '(\n'.repeat(40)));
    expect(faults).toHaveLength(10);
    expect(faults.at(-1)).toMatch(/^patterns 5:/);
  });
});

test('each part of a name that a collector gives to an item is refused as a word', () => {
  const names = catalogue.flatMap(({ items }) => items.filter((name) => !name.includes('*')));
  const parts = new Set([...ids, ...names.flatMap((name) => name.split('.'))]);
  expect(parts.size).toBeGreaterThan(40);
  expect([...parts].filter((part) => told(read(part)).length === 0)).toEqual([]);
  expect(told(read('Printer Heron\nOperating theatre\nMemorial Hospital'))).toEqual([]);
});
