import { Readable } from 'node:stream';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { countIn, patternOf } from '#main/help-session/search-items.ts';

const inPieces = (id: string, text: string, size: number) => ({
  id,
  open: () => {
    const bytes = Buffer.from(text);
    const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
      bytes.subarray(index * size, (index + 1) * size),
    );
    return Readable.from(pieces);
  },
});

test('counts in any case, as it is and as JSON writes it', async () => {
  const items = [
    inPieces('a', 'Müller MÜLLER müllerin', 7),
    inPieces('b', 'nothing', 3),
    inPieces('c', '{"path":"C:\\\\Ann"}', 5),
  ];
  expect(await countIn(items, patternOf('müller'), 24)).toEqual([{ id: 'a', count: 3 }]);
  expect(await countIn(items, patternOf('C:\\Ann'), 24)).toEqual([{ id: 'c', count: 1 }]);
});

test('counts the same however the bytes are cut', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom('ä', 'b', 'äb', ' ', '€'), { maxLength: 60 }),
      fc.constantFrom('ä', 'äb', 'bä', '€ä'),
      fc.integer({ min: 1, max: 9 }),
      async (parts, wanted, size) => {
        const text = parts.join('');
        const count = [...text.matchAll(new RegExp(wanted, 'g'))].length;
        expect(
          await countIn([inPieces('a', text, size)], patternOf(wanted), 4 * wanted.length),
        ).toEqual(count > 0 ? [{ id: 'a', count }] : []);
      },
    ),
  );
});
