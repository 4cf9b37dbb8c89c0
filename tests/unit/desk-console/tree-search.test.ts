import { expect, test } from 'vitest';
import { parseDocument } from '#desk/console/base/tree/json-document.ts';
import { findInTree } from '#desk/console/base/tree/tree-search.ts';

const document = parseDocument(
  '{"Disks":[{"name":"nvme0n1","size":512},{"name":"sda","note":"a \\"disk\\""}],"ok":true}',
);
const find = (query: string, where = document) =>
  findInTree(where ?? null, query, new AbortController().signal);

test.each([
  ['disk', ['/Disks', '/Disks/1/note']],
  ['NAME', ['/Disks/0/name', '/Disks/1/name']],
  ['512', ['/Disks/0/size']],
  ['true', ['/ok']],
  ['"disk"', ['/Disks/1/note']],
  ['nothing like it', []],
  ['', []],
])('“%s” is found in keys and values, in the order of the document', async (query, pointers) => {
  expect((await find(query)).pointers).toEqual(pointers);
});

test('stops counting after the maximum number of matches', async () => {
  const { pointers, capped } = await find(
    'x',
    Array.from({ length: 30_000 }, () => 'x'),
  );
  expect([pointers.length, capped]).toEqual([10_000, true]);
});

test('searches nesting of any depth', async () => {
  let deep: ReturnType<typeof parseDocument> = 'needle';
  for (let level = 0; level < 5000; level += 1) deep = [deep];
  expect((await find('needle', deep)).pointers).toEqual(['/0'.repeat(5000)]);
});
