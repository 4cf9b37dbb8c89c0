import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openRequestStore } from '#main/requests/store.ts';

let folder: string;
let file: string;
const reports: string[] = [];
const open = () => openRequestStore(file, (detail) => void reports.push(detail));
beforeEach(async () => {
  reports.length = 0;
  folder = await mkdtemp(join(tmpdir(), 'candor-store-'));
  file = join(folder, 'requests.json');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const seconds = Date.parse('2026-03-01T12:00:00Z') / 1000;
const day = 24 * 3600;

test('what was taken, and the wrong codes, survive a restart', async () => {
  const jti = randomUUID();
  const store = await open();
  await store.change((now) => ({
    ...now,
    taken: { [jti]: seconds },
    codes: { wrong: 3, until: 5 },
  }));
  expect((await open()).now()).toMatchObject({
    taken: { [jti]: seconds },
    codes: { wrong: 3, until: 5 },
  });
});

test('a number is forgotten a day after its end by the organisation’s time, and not before', async () => {
  const [old, fresh] = [randomUUID(), randomUUID()];
  const store = await open();
  await store.change((now) => ({
    ...now,
    taken: { [old]: seconds - day - 1, [fresh]: seconds - day + 1 },
  }));
  expect(Object.keys(store.now().taken)).toEqual([old, fresh]);
  await store.change((now) => ({ ...now, deskTime: seconds * 1000 }));
  expect(Object.keys(store.now().taken)).toEqual([fresh]);
});

test('without a file, as after somebody removed it, nothing from before is taken', async () => {
  const store = await open();
  expect(store.now().notBefore).toBeNull();
  await store.change((now) => ({ ...now, notBefore: 5 }));
  await rm(file);
  expect((await open()).now().notBefore).toBeNull();
  expect(reports).toEqual([]);
});

test('a file that cannot be read is put aside, and then nothing from before is taken', async () => {
  await writeFile(file, '{"format":"candor-requests","version":1,"taken":"all"}');
  expect((await open()).now()).toMatchObject({ notBefore: null, taken: {} });
  expect(reports).toHaveLength(1);
  expect(await readFile(`${file}.damaged`, 'utf8')).toContain('all');
});

test('what does not fit is not written, and what was there stands', async () => {
  const store = await open();
  await store.change((now) => ({ ...now, deskTime: 7 }));
  await expect(store.change((now) => ({ ...now, deskTime: -1 }))).rejects.toThrow();
  expect(store.now().deskTime).toBe(7);
  await store.change((now) => ({ ...now, deskTime: 8 }));
  expect((await open()).now().deskTime).toBe(8);
});
