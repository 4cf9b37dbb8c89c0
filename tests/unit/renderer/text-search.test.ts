import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { codePointName, findMatches, matchLimit, noMatches, piecesOf } from '#ui/text-search.ts';

const search = (text: string, query: string) =>
  findMatches(text, query, new AbortController().signal);

describe('searching a text', () => {
  test('finds every occurrence, ignoring case, without overlaps', async () => {
    expect((await search('Ab ab aB', 'ab')).starts).toEqual([0, 3, 6]);
    expect((await search('aaaa', 'aa')).starts).toEqual([0, 2]);
  });

  test('takes the query literally', async () => {
    expect((await search('a.c abc (x) [x] x*', '.')).starts).toEqual([1]);
    expect((await search('a.c abc (x) [x] x*', '(x) [')).starts).toEqual([8]);
    expect((await search('50 % \\d', '\\d')).starts).toEqual([5]);
  });

  test('finds a match across two slices once', async () => {
    const slice = 2 * 1024 * 1024;
    const text = `${'x'.repeat(slice - 3)}needle${'x'.repeat(100)}`;
    expect((await search(text, 'needle')).starts).toEqual([slice - 3]);
  });

  test('stops counting at the limit and says so', async () => {
    const found = await search('a'.repeat(matchLimit + 1), 'a');
    expect(found.starts).toHaveLength(matchLimit);
    expect(found.capped).toBe(true);
  });

  test('finds nothing for an empty query or after it was abandoned', async () => {
    expect(await search('abc', '')).toEqual(noMatches);
    const abort = new AbortController();
    const running = findMatches('abc', 'a', abort.signal);
    abort.abort();
    expect(await running).toEqual(noMatches);
  });
});

describe('the pieces of a row', () => {
  test('together are equal to the row, whatever was found in it', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({ maxLength: 60, unit: 'binary' }),
        fc.string({ maxLength: 3 }),
        fc.nat(),
        async (text, query, cut) => {
          const matches = await search(text, query);
          const start = text.length === 0 ? 0 : cut % text.length;
          const pieces = piecesOf(text, start, text.length, matches, 0);
          expect(pieces.map((piece) => piece.text).join('')).toBe(text.slice(start));
        },
      ),
    );
  });

  test('marks the matches, and the current one', async () => {
    const matches = await search('an error, an Error', 'error');
    const marked = piecesOf('an error, an Error', 0, 18, matches, 1);
    expect(marked.map(({ text, match }) => [text, match])).toEqual([
      ['an ', 'no'],
      ['error', 'yes'],
      [', an ', 'no'],
      ['Error', 'now'],
    ]);
  });

  test('names invisible and direction-changing characters, and keeps tabs', () => {
    const text = 'a\u202Eb\u0000c\td\u200B';
    const pieces = piecesOf(text, 0, text.length, noMatches, -1);
    expect(
      pieces.filter((piece) => piece.hidden).map((piece) => codePointName(piece.text)),
    ).toEqual(['U+202E', 'U+0000', 'U+200B']);
    expect(pieces.find((piece) => piece.text.includes('\t'))?.hidden).toBe(false);
  });
});
