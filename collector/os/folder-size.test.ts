import { link, mkdir, mkdtemp, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { folderSize } from './folder-size.ts';

const limits = { mostEntries: 1000, deadlineMs: 60_000, signal: new AbortController().signal };
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'candor-size-'));
  await mkdir(join(folder, 'deep', 'deeper'), { recursive: true });
  await writeFile(join(folder, 'one'), 'a'.repeat(1000));
  await writeFile(join(folder, 'deep', 'two'), 'b'.repeat(200));
  await writeFile(join(folder, 'deep', 'deeper', 'three'), 'c'.repeat(30));
});
afterAll(() => rm(folder, { recursive: true }));

describe('the size of a folder', () => {
  test('is that of all files below it', async () => {
    expect(await folderSize(folder, limits)).toEqual({
      atLeastBytes: 1230,
      files: 3,
      complete: true,
    });
  });
  test('counts a file with two names once, a sparse file by what it takes, and follows no link', async () => {
    const odd = join(folder, '..', `${folder.split('/').at(-1)}-odd`);
    await mkdir(odd);
    await writeFile(join(odd, 'first'), 'a'.repeat(500));
    await link(join(odd, 'first'), join(odd, 'second'));
    await symlink(odd, join(odd, 'loop'));
    await symlink(folder, join(odd, 'away'));
    await writeFile(join(odd, 'sparse'), '');
    await truncate(join(odd, 'sparse'), 10 ** 9);
    const size = await folderSize(odd, limits);
    await rm(odd, { recursive: true });
    expect(size).toMatchObject({ files: 2, complete: true });
    expect(size?.atLeastBytes).toBeLessThan(10_000);
  });
  test('says that it is only a part where there are more files than it looks at', async () => {
    const size = await folderSize(folder, { ...limits, mostEntries: 3 });
    expect(size).toMatchObject({ complete: false });
    expect(size?.files).toBeLessThan(3);
  });
  test('says that it is only a part when it was stopped', async () => {
    expect(await folderSize(folder, { ...limits, signal: AbortSignal.abort() })).toEqual({
      atLeastBytes: 0,
      files: 0,
      complete: false,
    });
  });
  test('is unknown for what is missing and for what is no folder', async () => {
    expect(await folderSize(join(folder, 'nowhere'), limits)).toBeNull();
    expect(await folderSize(join(folder, 'one'), limits)).toBeNull();
  });
});
