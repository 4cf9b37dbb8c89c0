import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { added, byKey, drawn, moved, resized } from '#renderer/features/picture/covers.ts';

const picture = { width: 1000, height: 600 };
const cover = { x: 100, y: 50, width: 200, height: 80 };

describe('a part that is blacked out', () => {
  test('moves with the arrow keys and resizes with Shift, by a hundredth of the picture each time', () => {
    expect(byKey(cover, 'ArrowRight', false, picture)).toEqual({ ...cover, x: 110 });
    expect(byKey(cover, 'ArrowUp', false, picture)).toEqual({ ...cover, y: 40 });
    expect(byKey(cover, 'ArrowDown', true, picture)).toEqual({ ...cover, height: 90 });
    expect(byKey(cover, 'ArrowLeft', true, picture)).toEqual({ ...cover, width: 190 });
    expect(byKey(cover, 'Enter', false, picture)).toBeNull();
  });

  test('can be drawn in any direction, but not by a click', () => {
    const drawnCover = { x: 100, y: 50, width: 200, height: 80 };
    expect(drawn({ x: 100, y: 50 }, { x: 300, y: 130 }, picture)).toEqual(drawnCover);
    expect(drawn({ x: 300, y: 130 }, { x: 100, y: 50 }, picture)).toEqual(drawnCover);
    expect(drawn({ x: 100, y: 50 }, { x: 102, y: 51 }, picture)).toBeNull();
  });

  test('always stays inside the picture, in whole pixels', () => {
    const number = fc.double({ min: -3000, max: 3000, noNaN: true });
    const size = fc.record({
      width: fc.integer({ min: 1, max: 2560 }),
      height: fc.integer({ min: 1, max: 2560 }),
    });
    fc.assert(
      fc.property(
        size,
        fc.array(fc.tuple(fc.boolean(), number, number), { maxLength: 12 }),
        fc.nat(60),
        (of, ways, count) => {
          const last = ways.reduce(
            (now, [move, x, y]) => (move ? moved : resized)(now, { x, y }, of),
            added(of, count),
          );
          for (const value of Object.values(last)) expect(Number.isInteger(value)).toBe(true);
          expect(last.x).toBeGreaterThanOrEqual(0);
          expect(last.y).toBeGreaterThanOrEqual(0);
          expect(last.width).toBeGreaterThanOrEqual(1);
          expect(last.height).toBeGreaterThanOrEqual(1);
          expect(last.x + last.width).toBeLessThanOrEqual(of.width);
          expect(last.y + last.height).toBeLessThanOrEqual(of.height);
        },
      ),
    );
  });
});
