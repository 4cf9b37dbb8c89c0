import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { jsonFile } from '#main/storage/json-file.ts';

let folder = '';
let file = '';
const reports: string[] = [];
const report = (detail: string) => void reports.push(detail);
const state = () => jsonFile(file, z.strictObject({ count: z.number() }));

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'candor-json-'));
  file = join(folder, 'inside', 'state.json');
  reports.length = 0;
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function holding(text: string): Promise<void> {
  await mkdir(join(folder, 'inside'));
  await writeFile(file, text);
}

test('a value that was written is read again, from a folder that was made for it', async () => {
  await state().write({ count: 3 });
  expect(await state().read()).toEqual({ state: 'read', value: { count: 3 } });
  expect(await state().readOrSetAside(report)).toEqual({ count: 3 });
  expect(await readdir(join(folder, 'inside'))).toEqual(['state.json']);
});

test.runIf(process.platform !== 'win32')(
  'only this account can read what was written',
  async () => {
    await state().write({ count: 3 });
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  },
);

test('a value that does not fit the schema is not written over one that does', async () => {
  await state().write({ count: 3 });
  await expect(state().write({ count: 'three' } as never)).rejects.toThrow();
  expect(await state().read()).toEqual({ state: 'read', value: { count: 3 } });
});

test('a file that is not there is absent, and nothing is reported', async () => {
  expect(await state().read()).toEqual({ state: 'absent' });
  expect(await state().readOrSetAside(report)).toBeNull();
  expect(reports).toEqual([]);
});

describe.each([
  ['is cut off', '{"count": 3'],
  ['is empty', ''],
  ['does not fit the schema', '{"count": "private words"}'],
])('a file that %s', (_how, text) => {
  test('is damaged, and stays where it is when it is only read', async () => {
    await holding(text);
    expect(await state().read()).toMatchObject({ state: 'damaged' });
    expect(await readFile(file, 'utf8')).toBe(text);
  });

  test('is set aside with its content, reported without it, and can be written anew', async () => {
    await holding(text);
    expect(await state().readOrSetAside(report)).toBeNull();
    expect(await readFile(`${file}.damaged`, 'utf8')).toBe(text);
    expect(reports).toHaveLength(1);
    expect(reports[0]).toContain(file);
    expect(reports[0]).not.toContain('private words');
    await state().write({ count: 4 });
    expect(await state().readOrSetAside(report)).toEqual({ count: 4 });
    expect(await readFile(`${file}.damaged`, 'utf8')).toBe(text);
  });
});
