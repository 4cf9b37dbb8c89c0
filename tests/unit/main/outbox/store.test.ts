import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, statfs, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { publicKey } from '#contract/bundle/receipt.ts';
import type { AppError } from '#contract/errors/result.ts';
import type { NewEntry } from '#main/outbox/entry.ts';
import { type BundleWriter, largestCopy, type OutboxStore, openStore } from '#main/outbox/store.ts';
import { mountSmall, unmountAll } from '#tests/contract/desk/small-disk.ts';

let folder: string;
let reports: AppError[];
let store: OutboxStore;
beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'candor-store-')), 'outbox');
  reports = [];
  store = await open();
});
afterEach(async () => {
  await rm(join(folder, '..'), { recursive: true, force: true });
  unmountAll();
});

const open = () => openStore(folder, (error) => void reports.push(error));
const never = new AbortController().signal;
const words = { happened: 'The printer is on fire', began: 'at noon', severity: null } as const;
const recipient = {
  organisation: 'Example Ltd',
  fingerprint: 'A'.repeat(43),
  desk: 'https://desk.example',
};
const key = publicKey.parse(
  (({ kty, crv, x }) => ({ kty, crv, x }))(
    generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' }),
  ),
);

function newEntry(change: Partial<NewEntry> = {}): NewEntry {
  const receipt = {
    format: 'candor-receipt' as const,
    version: 1 as const,
    bundle: randomUUID(),
    manifestHash: 'a'.repeat(64),
    items: [],
    recipient,
    purpose: 'To help',
    retentionDays: 30,
    agreedAt: '2026-01-01T00:00:00.000Z',
    device: 'B'.repeat(43),
  };
  return {
    id: randomUUID(),
    receipt: { receipt, jws: 'not.looked.at', publicKey: key },
    summary: 'The printer is on fire',
    recipient,
    retentionDays: 30,
    itemCount: 0,
    ...change,
  };
}

const write: BundleWriter = async (file) => {
  await writeFile(file, 'sealed');
  return { bytes: 6, sha256: 'c'.repeat(64) };
};
const writeCopy = (file: string) => writeFile(file, 'readable');
const filesOf = async (id: string) => (await readdir(join(folder, id))).sort();
const errorOf = (work: Promise<unknown>): Promise<AppError> =>
  work.then(
    () => expect.fail('it did not fail'),
    ({ error }: { error: AppError }) => error,
  );

describe('the outbox on disk', () => {
  test('can be read only by its owner, and so can the folder of each bundle', async () => {
    const { id } = await store.create(newEntry(), write, never);
    for (const path of [folder, join(folder, id)])
      expect((await stat(path)).mode & 0o777).toBe(0o700);
  });

  test('reports a disk error when its folder cannot be created', async () => {
    await writeFile(join(folder, '..', 'file'), '');
    expect(await errorOf(openStore(join(folder, '..', 'file', 'outbox'), () => {}))).toMatchObject({
      code: 'disk-failed',
    });
  });

  test('has exactly the same entries after a restart', async () => {
    const { id } = await store.create(
      newEntry({ words, writeCopy, contentBytes: 8 }),
      write,
      never,
    );
    expect(await filesOf(id)).toEqual([
      'bundle.age',
      'entry.json',
      'receipt.json',
      'sent.zip',
      'words.json',
    ]);
    const again = await open();
    expect(again.entries()).toEqual(store.entries());
    expect(again.find(id)).toMatchObject({
      id,
      copy: 'kept',
      totalBytes: 6,
      sha256: 'c'.repeat(64),
      contentBytes: 8,
    });
    expect(await again.words(id)).toEqual(words);
    expect([again.bundleFile(id), again.copyFile(id)]).toEqual([
      join(folder, id, 'bundle.age'),
      join(folder, id, 'sent.zip'),
    ]);
    expect(reports).toEqual([]);
  });

  test('does not touch folders that are not its own', async () => {
    await mkdir(join(folder, 'notes'));
    await writeFile(join(folder, 'registration.json'), '{}');
    const again = await open();
    expect([again.entries(), again.damaged]).toEqual([[], []]);
    expect((await readdir(folder)).sort()).toEqual(['notes', 'registration.json']);
  });

  test('shows an entry with the id of another bundle as damaged', async () => {
    const [one, two] = [
      await store.create(newEntry(), write, never),
      await store.create(newEntry(), write, never),
    ];
    await writeFile(join(folder, one.id, 'entry.json'), JSON.stringify(two));
    const again = await open();
    expect(again.entries().map(({ id }) => id)).toEqual([two.id]);
    expect(again.damaged).toMatchObject([
      { id: one.id, state: 'refused', problem: { code: 'disk-failed' } },
    ]);
    expect(reports).toMatchObject([
      { code: 'disk-failed', detail: `${one.id}: it is the entry of ${two.id}` },
    ]);
  });

  test('reports what is wrong with a malformed entry, and neither shows nor removes it without a receipt', async () => {
    const { id } = await store.create(newEntry(), write, never);
    await writeFile(join(folder, id, 'entry.json'), '{"format":"candor-outbox-entry"}');
    await rm(join(folder, id, 'receipt.json'));
    const again = await open();
    expect([again.entries(), again.damaged]).toEqual([[], []]);
    expect(reports).toMatchObject([
      { code: 'disk-failed', detail: expect.stringContaining(`${id}: `) },
    ]);
    expect(reports[0]?.detail).toContain('version');
    expect(await filesOf(id)).toEqual(['bundle.age', 'entry.json']);
    expect(await errorOf(again.receipt(id))).toMatchObject({
      code: 'disk-failed',
      detail: expect.stringContaining('ENOENT'),
    });
  });

  test('refuses a new bundle with the id of a damaged one', async () => {
    const entry = newEntry();
    await store.create(entry, write, never);
    await writeFile(join(folder, entry.id, 'entry.json'), 'no record');
    const again = await open();
    const before = await filesOf(entry.id);
    expect(await errorOf(again.create(entry, write, never))).toMatchObject({
      code: 'conflict',
      detail: entry.id,
    });
    expect(await filesOf(entry.id)).toEqual(before);
  });
});

describe('a new bundle', () => {
  test('leaves nothing behind when its writer reports another size than the file has', async () => {
    const lying: BundleWriter = async (file) => ({ ...(await write(file, never)), bytes: 7 });
    expect(await errorOf(store.create(newEntry(), lying, never))).toMatchObject({
      code: 'disk-failed',
      detail: '6 of 7 bytes were written',
    });
    expect([await readdir(folder), store.entries()]).toEqual([[], []]);
  });

  test('leaves nothing behind when it is aborted after the last byte was written', async () => {
    const off = new AbortController();
    const late: BundleWriter = async (file, signal) => {
      expect(signal).toBe(off.signal);
      const written = await write(file, signal);
      off.abort(new Error('Candor is closing'));
      return written;
    };
    await expect(store.create(newEntry(), late, off.signal)).rejects.toThrow('Candor is closing');
    expect([await readdir(folder), store.entries()]).toEqual([[], []]);
  });

  test('is not written anywhere when its id is not a valid folder name', async () => {
    await expect(store.create(newEntry({ id: '../outside' }), write, never)).rejects.toThrow();
    expect((await readdir(join(folder, '..'))).sort()).toEqual(['outbox']);
  });

  test('does not remove a folder that already exists', async () => {
    const entry = newEntry();
    await mkdir(join(folder, entry.id));
    await writeFile(join(folder, entry.id, 'somebody else’s'), '');
    expect(await errorOf(store.create(entry, write, never))).toMatchObject({ code: 'disk-failed' });
    expect(await filesOf(entry.id)).toEqual(['somebody else’s']);
  });

  test.each([
    [
      'the disk is full',
      Object.assign(new Error('full'), { code: 'ENOSPC', syscall: 'write' }),
      { error: { code: 'disk-full' } },
    ],
    [
      'the disk fails',
      Object.assign(new Error('io'), { code: 'EIO', syscall: 'write' }),
      { error: { code: 'disk-failed' } },
    ],
    [
      'of a fault with a code that is not the disk’s',
      Object.assign(new Error('other'), { code: 'EIO' }),
      { message: 'other' },
    ],
    [
      'of a fault with a call and no code',
      Object.assign(new Error('other'), { syscall: 'write' }),
      { message: 'other' },
    ],
  ])('is refused with the reason: %s', async (_why, fault, expected) => {
    const failing: BundleWriter = () => Promise.reject(fault);
    await expect(store.create(newEntry(), failing, never)).rejects.toMatchObject(expected);
  });

  test.each([
    ['no copy', { contentBytes: 8 }, 'none'],
    ['a copy of the largest size', { writeCopy, contentBytes: largestCopy }, 'kept'],
    ['no copy of more than that', { writeCopy, contentBytes: largestCopy + 1 }, 'too-large'],
    ['a copy where the size is not known', { writeCopy, contentBytes: null }, 'kept'],
  ] as const)('has %s', async (_what, change, copy) => {
    const { id } = await store.create(newEntry(change), write, never);
    expect(store.find(id)?.copy).toBe(copy);
    expect((await filesOf(id)).includes('sent.zip')).toBe(copy === 'kept');
    expect((await open()).find(id)?.copy).toBe(copy);
  });

  test('has no partial copy when writing the copy failed', async () => {
    const failing = async (file: string) => {
      await writeFile(file, 'half');
      throw Object.assign(new Error('full'), { code: 'ENOSPC' });
    };
    const { id } = await store.create(newEntry({ writeCopy: failing }), write, never);
    expect(store.find(id)?.copy).toBe('failed');
    expect(await filesOf(id)).toEqual(['bundle.age', 'entry.json', 'receipt.json']);
    expect(reports).toMatchObject([{ code: 'disk-full' }]);
  });

  test('is stored without its copy when the disk has room for only one of them', async ({
    skip,
  }) => {
    const disk = mountSmall('2m') ?? skip('needs root and mount');
    const small = await openStore(join(disk, 'outbox'), (error) => void reports.push(error));
    const filling = async (file: string) => {
      const { bavail, bsize } = await statfs(disk);
      await writeFile(file, new Uint8Array(bavail * bsize));
    };
    const { id } = await small.create(newEntry({ writeCopy: filling }), write, never);
    expect(small.find(id)?.copy).toBe('failed');
    expect((await readdir(join(disk, 'outbox', id))).sort()).toEqual([
      'bundle.age',
      'entry.json',
      'receipt.json',
    ]);
  });
});

describe('an entry in the outbox', () => {
  const progressed = (sentBytes: number) => (kept: ReturnType<OutboxStore['entries']>[number]) => ({
    ...kept,
    sentBytes,
  });
  const onDisk = async (id: string) =>
    JSON.parse(await readFile(join(folder, id, 'entry.json'), 'utf8')) as { sentBytes: number };

  test('changes in memory at once, and on disk when the change resolves', async () => {
    const { id } = await store.create(newEntry(), write, never);
    const written = store.update(id, progressed(3));
    expect(store.find(id)?.sentBytes).toBe(3);
    await written;
    expect((await onDisk(id)).sentBytes).toBe(3);
  });

  test('ends on disk with the last change, however quickly the changes come', async () => {
    const { id } = await store.create(newEntry(), write, never);
    for (let bytes = 1; bytes <= 6; bytes += 1) void store.update(id, progressed(bytes));
    await store.settled();
    expect((await onDisk(id)).sentBytes).toBe(6);
  });

  test('that does not change waits for the previous write, and writes nothing', async () => {
    const { id } = await store.create(newEntry(), write, never);
    void store.update(id, progressed(3));
    await store.update(id, (kept) => kept);
    expect((await onDisk(id)).sentBytes).toBe(3);
    await rm(join(folder, id, 'entry.json'));
    await store.update(id, (kept) => kept);
    expect(await filesOf(id)).not.toContain('entry.json');
  });

  test('that does not exist is not created by a change', async () => {
    const id = randomUUID();
    await store.update(id, progressed(3));
    store.noteProgress(id, 3);
    expect([store.find(id), await readdir(folder)]).toEqual([undefined, []]);
  });

  test('stores its progress only in memory, because the desk knows it', async () => {
    const { id } = await store.create(newEntry(), write, never);
    store.noteProgress(id, 5);
    await store.settled();
    expect([store.find(id)?.sentBytes, (await onDisk(id)).sentBytes]).toEqual([5, 0]);
  });

  test('that cannot be written is reported, is correct in memory, and is written with the next change', async () => {
    const { id } = await store.create(newEntry(), write, never);
    await rm(join(folder, id), { recursive: true });
    await writeFile(join(folder, id), 'a file where the folder was');
    await store.update(id, progressed(3));
    expect(reports).toMatchObject([{ code: 'disk-failed' }]);
    expect(store.find(id)?.sentBytes).toBe(3);
    await rm(join(folder, id));
    await store.update(id, progressed(4));
    expect((await onDisk(id)).sentBytes).toBe(4);
  });
});

describe('a sent bundle', () => {
  test('loses its file and words, and keeps its receipt', async () => {
    const { id } = await store.create(newEntry({ words }), write, never);
    await Promise.all([store.removeBundle(id), store.removeWords(id)]);
    expect(await filesOf(id)).toEqual(['entry.json', 'receipt.json']);
    expect(await store.words(id)).toBeNull();
    expect((await store.receipt(id)).receipt.manifestHash).toBe('a'.repeat(64));
    expect(reports).toEqual([]);
  });

  test('is reported when its file cannot be removed', async () => {
    const { id } = await store.create(newEntry(), write, never);
    await rm(join(folder, id, 'bundle.age'));
    await mkdir(join(folder, id, 'bundle.age', 'full'), { recursive: true });
    await store.removeBundle(id);
    expect(reports).toMatchObject([{ code: 'disk-failed' }]);
  });

  test.each(['no json', '{"happened":1}'])(
    'has no words where they cannot be read: %s',
    async (text) => {
      const { id } = await store.create(newEntry({ words }), write, never);
      await writeFile(join(folder, id, 'words.json'), text);
      expect(await store.words(id)).toBeNull();
    },
  );

  test('loses its copy, and durably says why', async () => {
    const { id } = await store.create(newEntry({ writeCopy }), write, never);
    await store.removeCopy(id, 'expired');
    expect([store.find(id)?.copy, await filesOf(id)]).toEqual([
      'expired',
      ['bundle.age', 'entry.json', 'receipt.json'],
    ]);
    expect((await open()).find(id)?.copy).toBe('expired');
    // The first reason stays.
    await store.removeCopy(id, 'removed');
    expect(store.find(id)?.copy).toBe('expired');
  });

  test('still has its copy when that cannot be removed', async () => {
    const { id } = await store.create(newEntry({ writeCopy }), write, never);
    await rm(join(folder, id, 'sent.zip'));
    await mkdir(join(folder, id, 'sent.zip'));
    expect(await errorOf(store.removeCopy(id, 'removed'))).toMatchObject({ code: 'disk-failed' });
    expect(store.find(id)?.copy).toBe('kept');
  });
});
