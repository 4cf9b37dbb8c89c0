import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { codeAlphabet } from '#contract/http/request.ts';
import { freshLock, tried, waitOf } from '#main/requests/code-lock.ts';
import { typedCode } from '#main/requests/typed-code.ts';

const now = Date.parse('2026-03-01T12:00:00Z');

describe('wrong codes', () => {
  test('slow down: two slips cost nothing, then ten seconds, half a minute, up to an hour', () => {
    let lock = freshLock;
    const waits: number[] = [];
    for (let count = 0; count < 9; count++) {
      lock = tried(lock, now);
      waits.push(waitOf(lock, now) / 1000);
    }
    expect(waits).toEqual([0, 0, 10, 30, 120, 900, 3600, 3600, 3600]);
  });

  test('give a guesser who waits each time fewer than 40 tries a day', () => {
    let [lock, at, count] = [freshLock, now, 0];
    while (at < now + 24 * 3_600_000) {
      lock = tried(lock, at);
      at += waitOf(lock, at);
      count++;
    }
    expect(count).toBeLessThan(40);
  });

  test('lock for an hour at most, also when the clock was set back by a year', () => {
    expect(waitOf({ wrong: 9, until: now + 3_600_000 }, now - 365 * 24 * 3_600_000)).toBe(
      3_600_000,
    );
  });
});

describe('a code as people type it', () => {
  test.each([
    ['acde3467', 'ACDE3467'],
    [' ACDE - 3467 ', 'ACDE3467'],
    ['ACDE–3467', 'ACDE3467'],
    ['ＡＣＤＥ３４６７', 'ACDE3467'],
    ['a c d e 3 4 6 7', 'ACDE3467'],
  ])('%s', (typed, code) => expect(typedCode(typed)).toBe(code));

  test.each([
    'ACDE346',
    'ACDE34677',
    '',
    'ACDE346O',
    'ACDE346!',
    'ACDE346É',
    '<script>',
    'ACDE\u202E3467',
  ])('%s can be none, and says why', (typed) =>
    expect(() => typedCode(typed)).toThrow(
      expect.objectContaining({ error: expect.objectContaining({ code: 'invalid-arguments' }) }),
    ),
  );

  test('nothing but eight characters of its alphabet ever comes out', () => {
    const shape = new RegExp(`^[${codeAlphabet}]{8}$`);
    fc.assert(
      fc.property(
        fc.oneof(fc.string({ unit: 'grapheme' }), fc.stringMatching(/^[A-Za-z0-9 -]{6,12}$/)),
        (typed) => {
          try {
            expect(typedCode(typed)).toMatch(shape);
          } catch (thrown) {
            expect(thrown).toMatchObject({ error: { code: 'invalid-arguments' } });
          }
        },
      ),
    );
  });
});
