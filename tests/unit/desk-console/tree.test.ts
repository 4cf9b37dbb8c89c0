import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  ExactNumber,
  type JsonNode,
  parseDocument,
  previewText,
  treeLengthCap,
  valueText,
} from '#desk/console/base/tree/json-document.ts';
import { childPointer, pointerPath } from '#desk/console/base/tree/pointer.ts';
import { treeMove } from '#desk/console/base/tree/tree-keys.ts';
import { everything, firstOpen, rowCap, visibleRows } from '#desk/console/base/tree/tree-rows.ts';

const machine: JsonNode = {
  disks: [{ mount: '/' }, { mount: '/home' }],
  memory: { total: 16 },
  empty: [],
  none: null,
};
const pointersOf = (document: JsonNode, open: Iterable<string>) =>
  visibleRows(document, new Set(open)).map(({ pointer }) => pointer);

describe('the document', () => {
  test('shows numbers as written, including those a double cannot represent', () => {
    const [big, small, plain, float] = parseDocument(
      '[12345678901234567890, 1e-400, 1.50, 0.1]',
    ) as JsonNode[];
    expect([big, small, plain, float].map((node) => valueText(node ?? null))).toEqual([
      '12345678901234567890',
      '1e-400',
      '1.5',
      '0.1',
    ]);
    expect(big).toBeInstanceOf(ExactNumber);
    expect(plain).toBe(1.5);
  });

  test.each([
    ['no JSON', '{"a":'],
    ['a nesting without end', '['.repeat(300_000) + ']'.repeat(300_000)],
    ['more than fits into a tree', `"${'x'.repeat(treeLengthCap)}"`],
  ])('%s is left to the text view', (_name, text) => {
    expect(parseDocument(text)).toBeUndefined();
  });

  test('shows invisible and bidirectional characters as escapes', () => {
    expect(valueText('\u202Etxt.exe\u200B\n')).toBe('"\\u202etxt.exe\\u200b\\n"');
  });

  test('a collapsed branch previews its first values', () => {
    expect(previewText({ name: 'a', nested: {}, size: 3, c: null, d: true, e: 'left over' })).toBe(
      'name: "a", size: 3, c: null, d: true',
    );
    expect(previewText([1, [2], '\u202E'])).toBe('1, "\\u202e"');
  });

  test('`__proto__` is a key like any other', () => {
    const rows = visibleRows(
      parseDocument('{"__proto__": {"polluted": true}}') ?? null,
      new Set(['', '/__proto__']),
    );
    expect(rows.map(({ key }) => key)).toEqual([null, '__proto__', 'polluted']);
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });
});

describe('visible rows', () => {
  test('are those of expanded branches, in document order', () => {
    expect(pointersOf(machine, [])).toEqual(['']);
    expect(pointersOf(machine, ['', '/disks'])).toEqual([
      '',
      '/disks',
      '/disks/0',
      '/disks/1',
      '/memory',
      '/empty',
      '/none',
    ]);
  });

  test('give level, position and whether they can be expanded', () => {
    const rows = visibleRows(machine, new Set(['', '/disks']));
    expect(rows[2]).toMatchObject({ key: 0, level: 3, position: 1, siblings: 2, state: 'closed' });
    expect(rows[5]).toMatchObject({
      key: 'empty',
      level: 2,
      position: 3,
      siblings: 4,
      state: 'leaf',
    });
  });

  test('a small document opens fully expanded', () => {
    const open = firstOpen(machine, null);
    expect(visibleRows(machine, open).some(({ state }) => state === 'closed')).toBe(false);
  });

  test('a long list opens with its entries collapsed, and a link expands the path to its target', () => {
    const packages: JsonNode = {
      packages: Array.from({ length: 8000 }, (_, index) => ({ name: `p${index}` })),
    };
    expect(visibleRows(packages, firstOpen(packages, null))).toHaveLength(8002);
    expect(pointersOf(packages, firstOpen(packages, '/packages/7000/name'))).toContain(
      '/packages/7000/name',
    );
  });

  test('"expand all" stops at the row limit', () => {
    const wide: JsonNode = Array.from({ length: 200 }, () => Array.from({ length: 1000 }, () => 1));
    expect(visibleRows(wide, everything(wide))).toHaveLength(201);
    const huge: JsonNode = Array.from({ length: rowCap + 1000 }, () => 1);
    expect(visibleRows(huge, new Set(['']))).toHaveLength(rowCap);
  });

  test('every row of any document has a unique pointer', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const pointers = visibleRows(value as JsonNode, everything(value as JsonNode)).map(
          ({ pointer }) => pointer,
        );
        expect(new Set(pointers).size).toBe(pointers.length);
      }),
    );
  });
});

describe('keyboard navigation of the tree', () => {
  const rows = visibleRows(machine, new Set(['', '/disks']));
  const at = (pointer: string) => rows.findIndex((row) => row.pointer === pointer);

  test.each([
    ['ArrowDown', '', { kind: 'go', index: 1 }],
    ['ArrowUp', '', { kind: 'go', index: 0 }],
    ['End', '', { kind: 'go', index: 6 }],
    ['ArrowRight', '/memory', { kind: 'open', pointers: ['/memory'] }],
    ['ArrowRight', '/disks', { kind: 'go', index: 2 }],
    ['ArrowLeft', '/disks', { kind: 'close', pointers: ['/disks'] }],
    ['ArrowLeft', '/disks/1', { kind: 'go', index: 1 }],
    ['Enter', '/memory', { kind: 'open', pointers: ['/memory'] }],
    [' ', '/disks', { kind: 'close', pointers: ['/disks'] }],
    ['*', '/disks/0', { kind: 'open', pointers: ['/disks/0', '/disks/1'] }],
    ['m', '', { kind: 'go', index: 4 }],
    ['Tab', '', null],
  ])('%s at "%s"', (key, pointer, move) => {
    expect(treeMove(key, rows, at(pointer))).toEqual(move);
  });
});

test('a pointer lists all its ancestors', () => {
  expect(pointerPath(childPointer(childPointer('', 'a/b'), '~'))).toEqual([
    '',
    '/a~1b',
    '/a~1b/~0',
  ]);
});
