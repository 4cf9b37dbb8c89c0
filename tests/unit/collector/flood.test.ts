import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { fixture } from '#tests/harness/collect-context.ts';
import { keys, ofJson, ofText, pieces } from './parsers.ts';

const collector = join(import.meta.dirname, '../../../collector');
const megabyte = 1024 * 1024;
/** Everything that any parser looks for, again and again: each finds its own among lines that are none of its business. */
const soup = pieces.join('');
const soupOf = (bytes: number): string =>
  soup.repeat(Math.ceil(bytes / soup.length)).slice(0, bytes);
/** Half lines, half one line without an end. */
const flood = `${soupOf(25 * megabyte)}\n${'x y:'.repeat((25 * megabyte) / 4)}`;

/** Processor seconds, which other programs on this machine cannot lengthen. */
function costOf<T>(parse: (output: T) => unknown, output: T): number {
  const before = process.cpuUsage();
  parse(output);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

/** Compares again when the garbage collector may have worked during the larger one, but not for ever. */
function expectLinear<T>(parse: (output: T) => unknown, once: T, twice: T): void {
  parse(once);
  const costs = [];
  for (let tries = 0; tries < 3; tries += 1) {
    const cost = { once: costOf(parse, once), twice: costOf(parse, twice) };
    if (cost.twice < 3 * cost.once + 0.05) return;
    costs.push(cost);
  }
  expect.fail(`processor seconds: ${JSON.stringify(costs)}`);
}

test.for(Object.entries(ofText))('%s takes 50 MB', ([, parse]) => {
  expect(() => parse(flood)).not.toThrow();
});

const textOnce = soupOf(megabyte);
const textTwice = soupOf(2 * megabyte);
test.for(Object.entries(ofText))(
  '%s takes about twice the time for twice the output',
  ([, parse]) => expectLinear(parse, textOnce, textTwice),
);

/** Every name that any parser asks for: those in real answers beside those of the parsers' own list. */
const names = [
  ...new Set([
    ...keys,
    ...[
      ...[
        'windows/answers.json',
        'windows/devices-en.json',
        '../../../collector/collectors/system-history/fixtures/history-de.jsonl',
      ].map(fixture),
      ...globSync('collectors/*/fixtures/windows-en.json*', { cwd: collector }).map((file) =>
        readFileSync(join(collector, file), 'utf8'),
      ),
    ].flatMap((text) => [...text.matchAll(/"(\w+)":/g)].map(([, key = '']) => key)),
  ]),
];
const date = '2026-11-23T12:00:00.0000000Z';
/** Rows as PowerShell writes them; a name is a number, a moment and a text in turn. */
const rowsOf = (rows: number, length: number): object[] =>
  Array.from({ length: rows }, (_, row) =>
    Object.fromEntries(
      names.map((key, at) => [
        key,
        [row, date, `${row}${soupOf(length + at).slice(at)}`][(row + at) % 3],
      ]),
    ),
  );
/** The same rows wherever a parser looks for some. */
const everywhere = (rows: unknown): object => Object.fromEntries(names.map((key) => [key, rows]));

describe('an answer in JSON', () => {
  const text = JSON.stringify(rowsOf(1000, 1250));
  const flood: unknown = JSON.parse(text);

  test('is 50 MB here', () => expect(text.length).toBeGreaterThan(50 * megabyte));

  test.for(Object.entries(ofJson))('%s takes 50 MB', ([, parse]) => {
    for (const answer of [flood, everywhere(flood)]) expect(() => parse(answer)).not.toThrow();
  });

  describe.each([
    ['rows', rowsOf(1500, 5), rowsOf(3000, 5)],
    ['text in one row', rowsOf(1, megabyte / 4), rowsOf(1, megabyte / 2)],
  ])('takes about twice the time for twice the %s', (_what, once, twice) => {
    test.for(Object.entries(ofJson))('in %s', ([, parse]) => {
      expectLinear(parse as (rows: unknown) => unknown, once, twice);
      expectLinear((rows) => parse(everywhere(rows)), once, twice);
    });
  });
});
