import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  errorCodeOf,
  isDiskFull,
  makePrivateFolder,
  moveDurably,
  removeDurably,
  writeFileDurably,
} from '../../../bundle/durable-file.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'candor-durable-file-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));
const modeOf = async (path: string) => (await stat(path)).mode & 0o777;

test('a written file has its content, replaces the one before, and is its owner’s alone', async () => {
  const file = join(folder, 'a.json');
  await writeFile(file, 'a much longer old content', { mode: 0o644 });
  await writeFileDurably(file, 'new');
  expect(await readFile(file, 'utf8')).toBe('new');
  expect(await readdir(folder)).toEqual(['a.json']);
  if (process.platform !== 'win32') expect(await modeOf(file)).toBe(0o600);
});

test('a file that cannot be written leaves what was there, and nothing half-written beside it', async () => {
  const file = join(folder, 'a.json');
  await mkdir(file);
  await expect(writeFileDurably(file, 'new')).rejects.toThrow();
  expect(await readdir(folder)).toEqual(['a.json']);
  await expect(writeFileDurably(join(folder, 'missing', 'a.json'), 'new')).rejects.toMatchObject({ code: 'ENOENT' });
});

test('a moved file is in its new place and not in the old one', async () => {
  await mkdir(join(folder, 'to'));
  await writeFile(join(folder, 'a'), 'content');
  await moveDurably(join(folder, 'a'), join(folder, 'to', 'b'));
  expect(await readFile(join(folder, 'to', 'b'), 'utf8')).toBe('content');
  expect(await readdir(folder)).toEqual(['to']);
});

test('a removed file is gone, and one that was never there is no error', async () => {
  await writeFile(join(folder, 'a'), 'content');
  await removeDurably(join(folder, 'a'));
  await removeDurably(join(folder, 'a'));
  expect(await readdir(folder)).toEqual([]);
});

test('a private folder is its owner’s alone, and may be there already', async () => {
  const inner = join(folder, 'one', 'two');
  await makePrivateFolder(inner);
  await makePrivateFolder(inner);
  if (process.platform !== 'win32') expect(await modeOf(inner)).toBe(0o700);
});

test('an error is known by the system’s name for it, and by none when it has no name', () => {
  expect(errorCodeOf(Object.assign(new Error('full'), { code: 'ENOSPC' }))).toBe('ENOSPC');
  for (const nameless of [new Error('x'), { code: 28 }, null, 'ENOSPC', undefined]) expect(errorCodeOf(nameless)).toBe('');
  expect(['ENOSPC', 'EDQUOT', 'EACCES', ''].map(isDiskFull)).toEqual([true, true, false, false]);
});
