import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../../..');
const guide = readFileSync(join(root, 'docs/security.md'), 'utf8');
const [attacks = '', proofs = ''] = guide.split('## What was tested where');

test('every test that the threat model names exists', () => {
  const sources = globSync('{tests,collector}/**/*.test.ts', { cwd: root })
    .concat(globSync('tests/**/*.spec.ts', { cwd: root }))
    .map((file) => readFileSync(join(root, file), 'utf8'))
    .join('\n');
  const titles = [...proofs.matchAll(/\*([^*]+)\*/g)].map(([, title = '']) =>
    title.replace(/\s+/g, ' '),
  );
  expect(titles.length).toBeGreaterThan(60);
  expect(titles.filter((title) => !sources.includes(title.replace(/…$/, '').trimEnd()))).toEqual(
    [],
  );
  for (const [, file = ''] of proofs.matchAll(/`([\w-]+\.(?:test|spec)\.ts)`/g)) {
    expect(globSync(`{tests,collector}/**/${file}`, { cwd: root }), file).not.toEqual([]);
  }
});

test('every number in its tables is one of them, and each of them is in a table', () => {
  const known = new Set(
    [...proofs.matchAll(/(?<![\w.])(\d+) \*/g)].map(([, number = '']) => number),
  );
  const rows = [...attacks.matchAll(/^\|.*\| ([\d, ]+) \|$/gm)].flatMap(([, numbers = '']) =>
    numbers.split(', '),
  );
  const brackets = [...attacks.matchAll(/\[([\d, ]+)\]/g)].flatMap(([, numbers = '']) =>
    numbers.split(', '),
  );
  expect(rows.length).toBeGreaterThan(40);
  const used = new Set([...rows, ...brackets]);
  expect([...used].filter((number) => !known.has(number))).toEqual([]);
  // A branch that numbered its proofs anew leaves references to those of another: what nothing refers to tells of it.
  expect([...known].filter((number) => !used.has(number))).toEqual([]);
});
