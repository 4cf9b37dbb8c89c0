import { expect, test } from 'vitest';
import { createLeakScanner } from '#bundle/redact/leak-scan.ts';
import { createRedactor, emptyKnownValues } from '#bundle/redact/redactor.ts';
import { applicationItems } from '#collector/collectors/application/collector.ts';
import { catalogue } from '#collector/host/catalogue.ts';
import { itemId } from '#contract/collector/collector.ts';
import { shapedItems } from '#contract/collector/item-shapes.ts';

const declared = [
  ...catalogue.flatMap(({ id, items }) => items.map((name) => `${id}/${name}`)),
  ...applicationItems.map((name) => `app-1/${name}`),
].map((id) => id.replace('*', '1'));

test('an account or a computer named like a word of an item id makes no bundle look like a leak', () => {
  const names = [...new Set(declared.flatMap((id) => id.split(/[-./]/)))];
  expect(names).toEqual(expect.arrayContaining(['journal', 'kern', 'memory', 'configuration']));
  const redactor = createRedactor({ known: { ...emptyKnownValues, users: names, hosts: names } });
  const scan = createLeakScanner(redactor.discovered());
  expect(declared.filter((id) => scan('manifest.json', id).length > 0)).toEqual([]);
});

test('every collector declares items whose ids the contract accepts, each once', () => {
  expect(catalogue.filter(({ items }) => items.length === 0)).toEqual([]);
  expect(declared.filter((id) => !itemId.safeParse(id).success)).toEqual([]);
  expect(new Set(declared).size).toBe(declared.length);
});

test('a collector declares every item whose shape analyzers rely on', () => {
  expect(Object.keys(shapedItems).filter((id) => !declared.includes(id))).toEqual([]);
});
