import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { indexLines, layoutRows, lineRange, rowAt, rowOfOffset } from '#ui/text-lines.ts';

const linesOf = (text: string) => {
  const lines = indexLines(text);
  return Array.from({ length: lines.count }, (_, line) => {
    const { start, end } = lineRange(lines, line);
    return text.slice(start, end);
  });
};

/** Short lines, empty lines, both line breaks and characters of two code units. */
const someText = fc
  .array(fc.constantFrom('a', 'bc', '\n', '\r\n', '\r', '😀', 'é'), { maxLength: 200 })
  .map((parts) => parts.join(''));

describe('the lines of a text', () => {
  test('a final newline does not start another line, and an empty text has no lines', () => {
    expect(linesOf('')).toEqual([]);
    expect(linesOf('one')).toEqual(['one']);
    expect(linesOf('one\ntwo\n')).toEqual(['one', 'two']);
    expect(linesOf('\n\n')).toEqual(['', '']);
  });

  test('CR LF is one line break, and a lone CR is content', () => {
    expect(linesOf('one\r\ntwo\rthree')).toEqual(['one', 'two\rthree']);
  });

  test('finds all lines when there are more than the first table can hold', () => {
    expect(indexLines('x\n'.repeat(5000)).count).toBe(5000);
  });
});

describe('the rows of a layout', () => {
  test('show every character of every line exactly once, in order', () => {
    fc.assert(
      fc.property(someText, fc.integer({ min: 2, max: 12 }), (text, columns) => {
        const layout = layoutRows(indexLines(text), columns);
        const shown = new Map<number, string>();
        for (let row = 0; row < layout.count; row += 1) {
          const { line, start, end } = rowAt(layout, row);
          shown.set(line, (shown.get(line) ?? '') + text.slice(start, end));
        }
        expect([...shown.values()]).toEqual(linesOf(text));
      }),
    );
  });

  test('are at most one column too wide, and never split a character', () => {
    fc.assert(
      fc.property(someText, fc.integer({ min: 2, max: 12 }), (text, columns) => {
        const layout = layoutRows(indexLines(text), columns);
        for (let row = 0; row < layout.count; row += 1) {
          const { start, end } = rowAt(layout, row);
          expect(end - start).toBeLessThanOrEqual(columns + 1);
          expect(text.slice(start, end).isWellFormed()).toBe(true);
        }
      }),
    );
  });

  test('the row of an offset shows the character at that offset', () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 1, maxLength: 300, unit: fc.constantFrom('a', 'b', '\n') }),
        fc.nat(),
        (text, seed) => {
          const offset = seed % text.length;
          fc.pre(text[offset] !== '\n');
          const layout = layoutRows(indexLines(text), 7);
          const { start, end } = rowAt(layout, rowOfOffset(layout, offset));
          expect(offset).toBeGreaterThanOrEqual(start);
          expect(offset).toBeLessThan(end);
        },
      ),
    );
  });
});
