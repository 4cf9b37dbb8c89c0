import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { jsonPointer } from '#contract/primitives/json-pointer.ts';
import { formatBytes, formatDuration, formatPercent, shorten } from '#diagnosis/format-units.ts';

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [1000, '1 kB'],
  [1_500_000_000, '1.5 GB'],
  [999_600, '1 MB'],
  [275e9, '275 GB'],
  [1e20, '100000 PB'],
])('%d bytes are %s', (bytes, expected) => {
  expect(formatBytes(bytes)).toBe(expected);
});

test.each([
  [0, '0 s'],
  [59.6, '1 min'],
  [250, '4 min 10 s'],
  [-3600, '1 h'],
  [273_600, '3 d 4 h'],
])('%d seconds are %s', (seconds, expected) => {
  expect(formatDuration(seconds)).toBe(expected);
});

test('a share of nothing is zero', () => {
  expect(formatPercent(0, 0)).toBe('0 %');
});

describe('shorten', () => {
  test('never cuts a character in two and never exceeds the length', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 50 }),
        fc.integer({ min: 1, max: 30 }),
        (text, length) => {
          const short = shorten(text, length);
          expect(short.length).toBeLessThanOrEqual(length);
          expect(short).not.toMatch(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])/);
        },
      ),
    );
  });
});

test('a JSON Pointer escapes as RFC 6901 says', () => {
  expect([jsonPointer(), jsonPointer('a/b', 0), jsonPointer('m~n'), jsonPointer('~1')]).toEqual([
    '',
    '/a~1b/0',
    '/m~0n',
    '/~01',
  ]);
});
