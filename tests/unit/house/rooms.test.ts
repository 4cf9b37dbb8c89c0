import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { cyclesIn, type Import, productImports, roomOf, rooms } from './imports.ts';

const imports = productImports();
const written = ({ from, specifier }: Import) => `${from} imports ${specifier}`;

/** The lines of CONTRIBUTING.md: `renderer, desk/console → ui, i18n, contract`. */
function rulesOf(text: string): Map<string, Set<string>> {
  const rules = new Map<string, Set<string>>();
  for (const [, above = '', below = ''] of text.matchAll(/^([\w/, ]+) → ([\w/, ]+)$/gm)) {
    for (const room of above.split(', ')) rules.set(room, new Set(below.split(', ')));
  }
  return rules;
}
const rules = rulesOf(readFileSync(join(import.meta.dirname, '../../../CONTRIBUTING.md'), 'utf8'));

test('every room but the lowest has a rule in CONTRIBUTING.md', () => {
  expect([...rules.keys(), 'contract'].toSorted()).toEqual([...rooms].toSorted());
});

test('a room imports only from the rooms that CONTRIBUTING.md allows it', () => {
  const forbidden = imports.filter(({ from, to }) => {
    const [room, other] = [roomOf(from), roomOf(to)];
    return room !== other && !rules.get(room)?.has(other);
  });
  expect(forbidden.map(written)).toEqual([]);
});

test('no import makes a cycle, not even one of a type', () => {
  expect(cyclesIn(imports)).toEqual([]);
});

test('an import of another room, or from two folders up, is written from the root', () => {
  const climbing = imports.filter(
    ({ from, to, specifier }) =>
      specifier.startsWith('../../') || (!specifier.startsWith('#') && roomOf(from) !== roomOf(to)),
  );
  expect(climbing.map(written)).toEqual([]);
});

const floors: Record<string, readonly string[]> = {
  renderer: ['shell', 'features', 'base'],
  'desk/console': ['shell', 'features', 'base'],
  contract: ['ipc', 'http', 'policy', 'bundle', 'collector', 'errors', 'text', 'primitives'],
};
/** Texts are data: what shows them, at whatever height, is above them. */
const isMessages = (file: string) => /(?:^|\/|-)messages\.ts$/.test(file);

test.each(Object.entries(floors))('nothing in %s imports from a floor above it', (room, order) => {
  const floorOf = (file: string) => order.indexOf(file.slice(room.length + 1).split('/')[0] ?? '');
  const upward = imports.filter(({ from, to }) => {
    if (roomOf(from) !== room || roomOf(to) !== room || isMessages(to)) return false;
    const [floor, other] = [floorOf(from), floorOf(to)];
    return floor !== -1 && other !== -1 && other < floor;
  });
  expect(upward.map(written)).toEqual([]);
});

test('the search finds a cycle, and only the files that are part of it', () => {
  const made = [
    { from: 'a', to: 'b' },
    { from: 'b', to: 'c' },
    { from: 'c', to: 'b' },
    { from: 'c', to: 'd' },
  ];
  expect(cyclesIn(made)).toEqual([['b', 'c']]);
  expect(cyclesIn(made.slice(0, 2))).toEqual([]);
});
