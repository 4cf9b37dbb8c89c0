import {
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  readlink,
  rm,
  stat,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  errorCodeOf,
  isDiskFull,
  makePrivateFolder,
  moveDurably,
  removeDurably,
  removeUnfinished,
  writeFileDurably,
} from '#bundle/durable-file.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'candor-durable-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('a file in a folder that others can write to', () => {
  test('is not written through a link that somebody put at the old temporary name', async () => {
    const victim = join(folder, 'victim');
    await writeFile(victim, 'untouched');
    const file = join(folder, 'journal.json');
    await symlink(victim, `${file}.new`);
    await writeFileDurably(file, 'the journal');
    expect(await readFile(victim, 'utf8')).toBe('untouched');
    expect(await readFile(file, 'utf8')).toBe('the journal');
  });

  test('is a new file of its writer, even if someone left one at the old temporary name', async () => {
    if (process.platform === 'win32') return;
    const file = join(folder, 'journal.json');
    await writeFile(`${file}.new`, '', { mode: 0o666 });
    const planted = await lstat(`${file}.new`);
    await writeFileDurably(file, 'the journal');
    const written = await lstat(file);
    expect(written.ino).not.toBe(planted.ino);
    expect(written.mode & 0o777).toBe(0o600);
  });

  test('replaces a link at its own name instead of following it', async () => {
    const victim = join(folder, 'victim');
    await writeFile(victim, 'untouched');
    const file = join(folder, 'journal.json');
    await symlink(victim, file);
    await writeFileDurably(file, 'the journal');
    expect(await readFile(victim, 'utf8')).toBe('untouched');
    expect((await lstat(file)).isFile()).toBe(true);
  });
});

test('leaves only the file, whether writing succeeds or fails', async () => {
  await writeFileDurably(join(folder, 'good'), 'content');
  await mkdir(join(folder, 'in-the-way', 'full'), { recursive: true });
  await expect(writeFileDurably(join(folder, 'in-the-way'), 'content')).rejects.toThrow();
  expect((await readdir(folder)).sort()).toEqual(['good', 'in-the-way']);
});

test('unfinished files from a crash are removed at the next start, and a write in progress is not', async () => {
  const name = (file: string) => `${file}.1b9d6bcd-bbfd-4b2d-9b5d-ab8dfbbd4bed.new`;
  await mkdir(join(folder, 'inner'));
  const left = join(folder, 'inner', name('entry.json'));
  await writeFile(left, 'half');
  await utimes(left, new Date('2026-01-01'), new Date('2026-01-01'));
  await writeFile(join(folder, name('draft.json')), 'being written');
  await writeFile(join(folder, 'notes.new'), 'somebody else’s');
  await removeUnfinished(folder);
  expect((await readdir(folder, { recursive: true })).sort()).toEqual([
    name('draft.json'),
    'inner',
    'notes.new',
  ]);
});

test('only a file of that name that is a minute old counts as unfinished', async () => {
  const name = (file: string) => `${file}.1b9d6bcd-bbfd-4b2d-9b5d-ab8dfbbd4bed.new`;
  const written = new Date('2026-01-01T00:00:00Z');
  const file = join(folder, name('entry.json'));
  const inner = join(folder, name('folder'));
  await writeFile(file, 'half');
  await mkdir(inner);
  for (const path of [file, inner]) await utimes(path, written, written);
  await removeUnfinished(folder, written.getTime() + 60_000);
  expect((await readdir(folder)).sort()).toEqual([name('entry.json'), name('folder')]);
  await removeUnfinished(folder, written.getTime() + 60_001);
  expect(await readdir(folder)).toEqual([name('folder')]);
});

test('two programs that start at once may both remove unfinished files', async () => {
  for (let index = 0; index < 50; index += 1) {
    await writeFile(
      join(folder, `entry.json.1b9d6bcd-bbfd-4b2d-9b5d-ab8dfbbd4b${index + 10}.new`),
      'half',
    );
  }
  const later = Date.now() + 3_600_000;
  await Promise.all([
    removeUnfinished(folder, later),
    removeUnfinished(folder, later),
    removeUnfinished(folder, later),
  ]);
  expect(await readdir(folder)).toEqual([]);
});

test.runIf(process.platform === 'linux')(
  'closes files and folders after writing, moving and removing',
  async () => {
    const open = async () => {
      const descriptors = await readdir('/proc/self/fd');
      const targets = await Promise.all(
        descriptors.map((one) => readlink(`/proc/self/fd/${one}`).catch(() => '')),
      );
      return targets.filter((target) => target.startsWith(folder));
    };
    await writeFileDurably(join(folder, 'a'), 'content');
    expect(await open()).toEqual([]);
    await moveDurably(join(folder, 'a'), join(folder, 'b'));
    await removeDurably(join(folder, 'b'));
    expect(await open()).toEqual([]);
  },
);

test('a folder that does not exist has no unfinished files', async () => {
  await expect(removeUnfinished(join(folder, 'missing'))).resolves.toBeUndefined();
});

const modeOf = async (path: string) => (await stat(path)).mode & 0o777;

test('a written file replaces the previous content and belongs only to its owner', async () => {
  const file = join(folder, 'a.json');
  await writeFile(file, 'a much longer old content', { mode: 0o644 });
  await writeFileDurably(file, 'new');
  expect(await readFile(file, 'utf8')).toBe('new');
  expect(await readdir(folder)).toEqual(['a.json']);
  if (process.platform !== 'win32') expect(await modeOf(file)).toBe(0o600);
});

test('a file that cannot be written leaves the old content, and no half-written file', async () => {
  const file = join(folder, 'a.json');
  await mkdir(file);
  await expect(writeFileDurably(file, 'new')).rejects.toThrow();
  expect(await readdir(folder)).toEqual(['a.json']);
  await expect(writeFileDurably(join(folder, 'missing', 'a.json'), 'new')).rejects.toMatchObject({
    code: 'ENOENT',
  });
});

test('a moved file is in its new place and not in the old one', async () => {
  await mkdir(join(folder, 'to'));
  await writeFile(join(folder, 'a'), 'content');
  await moveDurably(join(folder, 'a'), join(folder, 'to', 'b'));
  expect(await readFile(join(folder, 'to', 'b'), 'utf8')).toBe('content');
  expect(await readdir(folder)).toEqual(['to']);
});

test('removes a file, and does not fail when there is none', async () => {
  await writeFile(join(folder, 'a'), 'content');
  await removeDurably(join(folder, 'a'));
  await removeDurably(join(folder, 'a'));
  expect(await readdir(folder)).toEqual([]);
});

test('a private folder belongs only to its owner, and may already exist', async () => {
  const inner = join(folder, 'one', 'two');
  await makePrivateFolder(inner);
  await makePrivateFolder(inner);
  if (process.platform !== 'win32') expect(await modeOf(inner)).toBe(0o700);
});

test('an error is identified by the system’s code, or by an empty text without one', () => {
  expect(errorCodeOf(Object.assign(new Error('full'), { code: 'ENOSPC' }))).toBe('ENOSPC');
  for (const nameless of [new Error('x'), { code: 28 }, null, 'ENOSPC', undefined])
    expect(errorCodeOf(nameless)).toBe('');
  expect(['ENOSPC', 'EDQUOT', 'EACCES', ''].map(isDiskFull)).toEqual([true, true, false, false]);
});
