import { describe, expect, test } from 'vitest';
import { createRedactor } from '#bundle/redact/redactor.ts';
import { known } from './known.ts';

/** Texts that drive each rule to its worst case. */
const worst: Record<string, string> = {
  'hexadecimal digits and colons': 'a:b:',
  colons: ':',
  'one long run of hexadecimal pairs': 'ab:',
  dots: '1.',
  'addresses in a row': '1.1.1.1',
  'at signs': 'a@',
  'mail without end': 'a@b.',
  'names without values': 'password',
  'names and quotes': 'password="',
  'names and commas': 'password=a,',
  flags: '--password ',
  'web token starts': 'eyJ',
  'web token parts': 'eyJaaaaaaaaaa.',
  'token prefixes': 'glpat-',
  'bearer words': 'bearer ',
  'keys that never end': `${'-'.repeat(5)}BEGIN PRIVATE KEY${'-'.repeat(5)}`,
  schemes: '://',
  'scheme and user': 'a://a:',
  'known value starts': 'annik',
  'known values glued together': 'annika',
  'full name starts': 'annika ',
  backslashes: '\\',
  'home folder separators': '/home/',
  letters: 'a',
  spaces: ' ',
  quotes: '"',
  brackets: '[secret:',
};

function milliseconds(text: string, type: 'text/plain' | 'application/json'): number {
  const redactor = createRedactor({ known });
  const start = process.cpuUsage();
  redactor.redact(text, type);
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}

describe('redaction is linear', () => {
  const length = 150_000;
  for (const [what, unit] of Object.entries(worst)) {
    test(`on ${what}`, () => {
      const text = unit.repeat(length / unit.length);
      // Ten microseconds per character is far more than any linear rule needs; a quadratic one
      // would take minutes.
      expect(milliseconds(text, 'text/plain')).toBeLessThan(length * 0.01);
      expect(
        milliseconds(JSON.stringify([text, { [text]: text }]), 'application/json'),
      ).toBeLessThan(3 * length * 0.01);
    });
  }

  test('and without deep recursion, in endless text and deeply nested JSON', () => {
    const redactor = createRedactor({ known });
    const run = 'a'.repeat(16_000_000);
    expect(() =>
      redactor.redact(`glpat-${run} ${run}: password="${run}`, 'text/plain'),
    ).not.toThrow();
    const deep = `${'['.repeat(100_000)}"annika"${']'.repeat(100_000)}`;
    expect(redactor.redact(deep, 'application/json').text).toContain('"user-1"');
  });
});
