import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { cancelUpload, expireUploads, recover } from '#desk/service/domain/intake/recover.ts';
import { findUpload } from '#desk/service/store/uploads.ts';
import { openRestingDesk, type RestingDesk } from './rows.ts';

const bytes = (length: number) => Buffer.alloc(length, 'x');
const put = (desk: RestingDesk, folder: 'uploads' | 'objects', id: string, length: number) =>
  writeFile(join(desk.folders[folder], id), bytes(length));
const filesOf = async ({ folders }: RestingDesk) => ({
  uploads: (await readdir(folders.uploads)).sort(),
  objects: (await readdir(folders.objects)).sort(),
});
async function rowsOf({ database }: RestingDesk) {
  const uploads = await database.selectFrom('uploads').select('id').orderBy('id').execute();
  const submissions = await database.selectFrom('submissions').select('id').orderBy('id').execute();
  return { uploads: uploads.map(({ id }) => id), submissions: submissions.map(({ id }) => id) };
}

describe('a desk that was killed finds at its next start', () => {
  test.each<
    [
      string,
      { state: 'uploading' | 'checking' | 'refused'; uploads?: number; objects?: number },
      string[],
      boolean,
    ]
  >([
    ['a complete upload, and checks it', { state: 'checking', uploads: 10 }, ['uploads'], true],
    [
      'a complete upload that its row does not call so yet, and checks it',
      { state: 'uploading', uploads: 10 },
      ['uploads'],
      true,
    ],
    [
      'a complete upload that was moved already, and checks it',
      { state: 'checking', objects: 10 },
      ['objects'],
      true,
    ],
    [
      'the beginning of an upload, and lets its sender go on',
      { state: 'uploading', uploads: 4 },
      ['uploads'],
      false,
    ],
    [
      'an upload of which no byte has come, and lets its sender go on',
      { state: 'uploading', uploads: 0 },
      ['uploads'],
      false,
    ],
    ['an upload that lost its file, and forgets it', { state: 'uploading' }, [], false],
    [
      'a bundle to check that lost bytes, and forgets it',
      { state: 'checking', uploads: 4 },
      [],
      false,
    ],
    ['a bundle to check that lost its file, and forgets it', { state: 'checking' }, [], false],
    [
      'half of a file in the last place, and forgets it',
      { state: 'checking', objects: 4 },
      [],
      false,
    ],
    [
      'an upload whose other file is too long, and goes on with the first',
      { state: 'uploading', uploads: 4, objects: 11 },
      ['uploads'],
      false,
    ],
  ])('%s', async (_what, { state, uploads, objects }, left, complete) => {
    await using desk = await openRestingDesk();
    await desk.device('device');
    await desk.upload('one', { state });
    if (uploads !== undefined) await put(desk, 'uploads', 'one', uploads);
    if (objects !== undefined) await put(desk, 'objects', 'one', objects);
    expect(await recover(desk)).toEqual(complete ? ['one'] : []);
    expect(await filesOf(desk)).toEqual({
      uploads: left.includes('uploads') ? ['one'] : [],
      objects: left.includes('objects') ? ['one'] : [],
    });
    const kept = left.length > 0 ? ['one'] : [];
    expect(await rowsOf(desk)).toEqual({ uploads: kept, submissions: kept });
  });

  test('accepted bundles, which it leaves alone, and files that nobody knows, which it deletes', async () => {
    await using desk = await openRestingDesk();
    await desk.device('device');
    await desk.incident('accepted', { receivedAt: '2026-01-01T00:00:00.000Z' });
    await put(desk, 'objects', 'accepted', 3);
    // What was left where the bundle was before it got its last place.
    await put(desk, 'uploads', 'accepted', 10);
    for (const folder of ['uploads', 'objects'] as const) {
      await put(desk, folder, 'unknown', 5);
      await mkdir(join(desk.folders[folder], 'unknown-folder', 'inner'), { recursive: true });
    }
    expect(await recover(desk)).toEqual([]);
    expect(await filesOf(desk)).toEqual({ uploads: [], objects: ['accepted'] });
    expect(await rowsOf(desk)).toEqual({ uploads: ['accepted'], submissions: ['accepted'] });
  });
});

describe('an unfinished upload', () => {
  const limit = new Date('2026-01-08T00:00:00.000Z');

  test('is thrown away when it was begun too long ago, and not a moment sooner; what has arrived stays', async () => {
    await using desk = await openRestingDesk();
    await desk.device('device');
    const uploads = {
      old: { at: '2026-01-07T23:59:59.999Z' },
      young: { at: '2026-01-08T00:00:00.000Z' },
      checking: { at: '2026-01-01T00:00:00.000Z', state: 'checking' as const },
    };
    for (const [id, change] of Object.entries(uploads)) {
      await desk.upload(id, change);
      await put(desk, 'uploads', id, 4);
    }
    await expireUploads(desk, limit);
    const left = ['checking', 'young'];
    expect(await filesOf(desk)).toEqual({ uploads: left, objects: [] });
    expect(await rowsOf(desk)).toEqual({ uploads: left, submissions: left });
  });

  test('is forgotten with its file when its sender cancels it, and no other is', async () => {
    await using desk = await openRestingDesk();
    await desk.device('device');
    await desk.device('another');
    await desk.upload('one');
    await desk.upload('two', { device: 'another' });
    for (const id of ['one', 'two']) await put(desk, 'uploads', id, 4);
    const upload = await findUpload(desk.database, 'one');
    if (!upload) throw new Error('the upload is missing');
    await cancelUpload(desk, upload);
    expect(await filesOf(desk)).toEqual({ uploads: ['two'], objects: [] });
    expect(await rowsOf(desk)).toEqual({ uploads: ['two'], submissions: ['two'] });
  });
});
