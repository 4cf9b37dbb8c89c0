import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { lineOfPointer } from '#renderer/features/item-viewer/json-pointer.ts';

const text = JSON.stringify(
  { a: [{ b: 1 }, { b: 'x,]}"\n' }], 'c/d': { '~': null }, '': true },
  null,
  2,
);

describe('the line that a JSON Pointer names', () => {
  test('is the line where the value begins', () => {
    expect(lineOfPointer(text, '')).toBe(1);
    expect(lineOfPointer(text, '/a')).toBe(2);
    expect(lineOfPointer(text, '/a/0/b')).toBe(4);
    expect(lineOfPointer(text, '/a/1/b')).toBe(7);
    expect(lineOfPointer(text, '/c~1d/~0')).toBe(11);
    expect(lineOfPointer(text, '/')).toBe(13);
  });

  test('is null for a pointer to nothing, and for a text that is not valid JSON', () => {
    expect(lineOfPointer(text, '/a/2')).toBeNull();
    expect(lineOfPointer(text, '/nothing')).toBeNull();
    expect(lineOfPointer(text, '/a/0/b/c')).toBeNull();
    expect(lineOfPointer('[]', '/0')).toBeNull();
    expect(lineOfPointer('not json', '/a')).toBeNull();
    expect(lineOfPointer('{"a": ', '/a')).toBeNull();
    expect(lineOfPointer('', '')).toBeNull();
  });

  test('contains the value for every pointer into any value', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
        const written = JSON.stringify(value, null, 1);
        const lines = written.split('\n');
        for (const [pointer, part] of placesIn(value)) {
          const line = lineOfPointer(written, pointer);
          const first = JSON.stringify(part, null, 1).split('\n')[0] ?? '';
          expect(lines[(line ?? 0) - 1]).toContain(first);
        }
      }),
    );
  });

  test('never throws or hangs on hostile text', () => {
    fc.assert(
      fc.property(
        fc.string({
          unit: fc.constantFrom('{', '}', '[', ']', '"', ':', ',', '\\', 'a', '\n', '1'),
        }),
        fc.string(),
        (hostile, pointer) => {
          lineOfPointer(hostile, `/${pointer}`);
        },
      ),
    );
  });
});

function placesIn(value: unknown, pointer = ''): [string, unknown][] {
  if (typeof value !== 'object' || value === null) return [[pointer, value]];
  const inner = Object.entries(value).flatMap(([key, part]) => {
    return placesIn(part, `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`);
  });
  return [[pointer, value], ...inner];
}
