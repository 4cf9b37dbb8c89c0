import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { checkSync } from 'recheck';
import { describe, expect, test } from 'vitest';
import { customRules } from '#bundle/redact/custom-rules.ts';
import { compileLinear } from '#bundle/redact/linear-pattern.ts';
import { formatText } from '#contract/text/text.ts';

const options = {
  timeout: 4000,
  checker: 'automaton',
  maxRepeatCount: 2000,
  maxNFASize: 200_000,
} as const;

describe('a pattern of policy or a person', () => {
  test.each([
    'PRJ-\\d{4,8}',
    'customer [A-Z]{3}\\d+',
    '(?:north|south)-[a-z]{2,10}',
    'INC\\d{7}',
    '\\bfalcon\\b',
    '[A-Z]{2}-\\d{2,4}-[a-f]{1,5}',
  ])('%s is taken', (source) => {
    expect(compileLinear(source)).toMatchObject({ ok: true });
  });

  test.each([
    ['(', 'not a regular expression'],
    ['(a+)+b', 'repeated group'],
    ['(?:a|aa){2,9}b', 'repeated group'],
    ['\\w+\\d+x', 'neighbouring parts'],
    ['.*.*x', 'neighbouring parts'],
    ['(a)\\1', 'Back-references'],
    ['(?=a)b', 'Look-ahead'],
    ['a{1,5000}', 'At most 200'],
    ['x*', 'matches an empty text'],
    ['  ', 'empty'],
  ])('%s is refused with the reason', (source, reason) => {
    const result = compileLinear(source);
    expect(result.ok).toBe(false);
    if (!result.ok) expect(formatText(result.reason)).toContain(reason);
  });

  test('that is accepted never backtracks without limit', () => {
    const part = fc.constantFrom(
      'a',
      'b',
      '\\d',
      '\\w',
      '[a-f]',
      '[^x]',
      '.',
      '-',
      '(?:ab)',
      '(?:a|b)',
      '(?:a+)',
    );
    const times = fc.constantFrom('', '', '', '?', '*', '+', '{2,5}', '{3}');
    const source = fc
      .array(
        fc.tuple(part, times).map((pair) => pair.join('')),
        { minLength: 1, maxLength: 5 },
      )
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(source, (pattern) => {
        const result = compileLinear(pattern);
        if (!result.ok) return;
        const long = 'ab1-'.repeat(5000) + 'a'.repeat(20_000) + '1'.repeat(20_000);
        const started = process.cpuUsage();
        long.replace(result.expression, '');
        const { user, system } = process.cpuUsage(started);
        expect((user + system) / 1000).toBeLessThan(2000);
      }),
      { numRuns: 60 },
    );
  });

  test('and words that are too short, or that Candor writes itself, are refused', () => {
    const { rules, refused } = customRules({
      words: ['x', 'user-1', 'Project Falcon'],
      patterns: ['INC\\d{7}', '('],
    });
    expect(rules.words).toEqual(['Project Falcon']);
    expect(rules.finders).toHaveLength(1);
    expect(refused.map(({ rule }) => rule)).toEqual(['x', 'user-1', '(']);
  });
});

/** Regular expressions of the engine's own sources. Sticky ones and those on bounded slices are tried at one place only. */
const folder = join(import.meta.dirname, '../../../../bundle/redact');
const globals = readdirSync(folder).flatMap((file) =>
  [
    ...readFileSync(join(folder, file), 'utf8').matchAll(
      /(?<=[=(:]\s*)\/((?:[^/\\\n[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+)\/(g[a-z]*)/g,
    ),
  ].map((match) => ({
    file,
    source: match[1] ?? '',
    flags: match[2] ?? '',
  })),
);

describe('a regular expression that runs over a whole text', () => {
  test('there are some to check', () => expect(globals.length).toBeGreaterThan(5));

  for (const { file, source, flags } of globals) {
    test(`${file}: ${source.slice(0, 60)} never takes exponential time`, () => {
      const diagnosis = checkSync(source, flags, options);
      // Bounded repetitions are a factor, not a power: recheck counts them as polynomial at most, our text is cut in blocks.
      if (diagnosis.status === 'vulnerable')
        expect(diagnosis.complexity.type).not.toBe('exponential');
    });
  }
});
