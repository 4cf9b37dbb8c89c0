import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { blackOut } from '#main/help-session/black-out.ts';

const size = { width: 40, height: 30 };
/** No pixel is black, and no two are the same. */
const bitmapOf = () =>
  Uint8Array.from({ length: size.width * size.height * 4 }, (_, index) =>
    index % 4 === 3 ? 200 : 1 + ((index * 7) % 255),
  );
const pixel = (bitmap: Uint8Array, x: number, y: number) => [
  ...bitmap.subarray((y * size.width + x) * 4, (y * size.width + x) * 4 + 3),
];

const side = fc.integer({ min: 1, max: 60 });
const place = fc.integer({ min: 0, max: 60 });
const covers = fc.array(fc.record({ x: place, y: place, width: side, height: side }), {
  maxLength: 6,
});

describe('blacking out', () => {
  test('makes every covered pixel black and no other, even if a cover extends past the edge', () => {
    fc.assert(
      fc.property(covers, (all) => {
        const before = bitmapOf();
        const after = bitmapOf();
        blackOut(after, size, all);
        for (let y = 0; y < size.height; y += 1) {
          for (let x = 0; x < size.width; x += 1) {
            const covered = all.some(
              (c) => x >= c.x && x < c.x + c.width && y >= c.y && y < c.y + c.height,
            );
            expect(pixel(after, x, y)).toEqual(covered ? [0, 0, 0] : pixel(before, x, y));
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  test('makes every pixel opaque', () => {
    const bitmap = bitmapOf();
    blackOut(bitmap, size, []);
    expect(new Set(bitmap.filter((_, index) => index % 4 === 3))).toEqual(new Set([255]));
  });

  test('refuses a bitmap of another size instead of covering the wrong place', () => {
    expect(() => blackOut(bitmapOf().subarray(4), size, [])).toThrow('40 × 30');
  });
});
