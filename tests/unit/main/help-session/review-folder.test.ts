import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  chunkOf,
  createReviewFolder,
  wipeReviewFolders,
} from '#main/help-session/review-folder.ts';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'candor-review-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

describe('reading an item piece by piece', () => {
  test('returns exactly its text, wherever the pieces are cut', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 200 }),
        fc.integer({ min: 4, max: 50 }),
        (whole, length) => {
          const bytes = new TextEncoder().encode(whole);
          const expected = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
          let joined = '';
          let offset: number | null = 0;
          while (offset !== null) {
            const chunk = chunkOf(bytes.subarray(offset, offset + length), offset, bytes.length);
            joined += chunk.text;
            offset = chunk.nextOffset;
          }
          expect(joined).toBe(expected);
        },
      ),
    );
  });

  test('ends, and does not loop, when the offset is past the end', () => {
    expect(chunkOf(new Uint8Array(), 50, 10)).toEqual({
      text: '',
      nextOffset: null,
      totalBytes: 10,
    });
  });

  test('from a real file gives text and size', async () => {
    const folder = await createReviewFolder(root, 'one');
    const file = join(folder.path, 'items', 'memory/memory.json');
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, 'äöü');
    expect(await folder.read('memory/memory.json', 0, 3)).toEqual({
      text: 'ä',
      nextOffset: 2,
      totalBytes: 6,
    });
    expect(await folder.read('memory/memory.json', 2, 100)).toEqual({
      text: 'öü',
      nextOffset: null,
      totalBytes: 6,
    });
  });
});

test('what an earlier run left behind is removed', async () => {
  const folder = await createReviewFolder(root, 'left-behind');
  await wipeReviewFolders(root);
  await expect(folder.read('memory/memory.json', 0, 10)).rejects.toThrow('ENOENT');
});

test('the texts that are analyzed include the logs of declared applications', async () => {
  const folder = await createReviewFolder(root, 'application');
  const items = [
    'app-dispatch/application.json',
    'app-dispatch/log-1.txt',
    'app-dispatch/configuration-2.txt',
    'notes/log-1.txt',
  ];
  for (const item of items) {
    const file = join(folder.path, 'items', item);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, item);
  }
  expect([...(await folder.shapedTexts()).keys()]).toEqual([
    'app-dispatch/application.json',
    'app-dispatch/log-1.txt',
  ]);
});

test('removes a discarded folder even while something is still writing into it', async () => {
  const folder = await createReviewFolder(root, 'one');
  const fileOf = (index: number) => join(folder.path, 'items', `${index}.log`);
  for (let index = 0; index < 50; index += 1) await writeFile(fileOf(index), 'private');
  async function writeOn() {
    for (let index = 50; index < 150; index += 1)
      await writeFile(fileOf(index), 'private').catch(() => {});
  }
  await Promise.all([writeOn(), folder.remove()]);
  expect(await readdir(root)).toEqual([]);
});
