import { createHash } from 'node:crypto';
import {
  chmod,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  statfs,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { encodeDocument } from '#bundle/manifest.ts';
import { openBundle } from '#bundle/read.ts';
import type { SignedReceipt } from '#contract/bundle/receipt.ts';
import { type AppError, CandorError } from '#contract/errors/result.ts';
import type { Composition } from '#main/help-session/compose-bundle.ts';
import type { ReviewFolder } from '#main/help-session/review-folder.ts';
import { writeBundleFile } from '#main/help-session/write-bundle-file.ts';
import { mountSmall, unmountAll } from '#tests/contract/desk/small-disk.ts';
import { sampleItems, sampleOptions } from '#tests/unit/bundle/sample.ts';

type Options = Parameters<typeof writeBundleFile>[0];

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'candor-send-bundle-'));
  file = join(folder, 'bundle.zip');
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
  unmountAll();
});

const timeline = encodeDocument({
  since: '2025-06-10T14:36:25.000Z',
  until: '2025-06-24T14:36:25.000Z',
  events: [],
  dropped: 0,
  unreadable: [],
});
const sample = await sampleOptions({ timeline });
const contents = new Map(sampleItems.map(({ id, content }) => [id, Buffer.from(content)]));
const composition = {
  manifest: JSON.parse(Buffer.from(sample.manifest).toString()) as Composition['manifest'],
  manifestBytes: sample.manifest,
  findingsBytes: sample.findings,
  redactionsBytes: sample.redactions,
  timelineBytes: timeline,
} as Composition;
const receipt = JSON.parse(Buffer.from(sample.receipt ?? []).toString()) as SignedReceipt;
const folderWith = (changed: Map<string, Buffer> = contents) =>
  ({
    stream: (id: string) => Readable.from([changed.get(id) ?? Buffer.of()], { objectMode: false }),
  }) as ReviewFolder;

const write = (change: Partial<Options> = {}) =>
  writeBundleFile({
    file,
    composition,
    folder: folderWith(),
    receipt,
    privateMap: [],
    seal: null,
    ...change,
  });
const errorOf = (work: Promise<unknown>): Promise<AppError> =>
  work.then(
    () => expect.fail('it did not fail'),
    ({ error }: { error: AppError }) => error,
  );
/** A seal that anybody can undo: each byte turned over. */
const turnedOver = (plain: Readable) =>
  plain.pipe(
    new Transform({
      transform: (chunk: Uint8Array, _encoding, done) =>
        done(null, Buffer.from(chunk.map((byte) => byte ^ 0xff))),
    }),
  );

describe('a bundle that is written to a file', () => {
  test('holds the documents, the receipt and every item, and is measured as it is on the disk', async () => {
    const seen: number[] = [];
    const measured = await write({ onProgress: (bytes) => seen.push(bytes) });
    const bytes = await readFile(file);
    expect(measured).toEqual({
      bytes: bytes.length,
      sha256: createHash('sha256').update(bytes).digest('hex'),
    });
    const bundle = await openBundle(bytes);
    expect(bundle.receipt).toEqual(receipt);
    expect(bundle.manifestHash).toBe(sample.manifestHash);
    for (const [id, content] of contents)
      expect(Buffer.from(await bundle.readItem(id))).toEqual(content);
    expect(seen.at(-1)).toBeGreaterThanOrEqual(
      [...contents.values()].reduce((sum, { length }) => sum + length, 0),
    );
    expect(await readdir(folder)).toEqual(['bundle.zip']);
  });

  test('has no receipt if nobody agreed to send it', async () => {
    await write({ receipt: null });
    expect((await openBundle(await readFile(file))).receipt).toBeNull();
  });

  test('is sealed where it has to be, and then measured as it was sealed', async () => {
    const measured = await write({ seal: turnedOver });
    const sealed = await readFile(file);
    expect(measured).toEqual({
      bytes: sealed.length,
      sha256: createHash('sha256').update(sealed).digest('hex'),
    });
    await expect(openBundle(sealed)).rejects.toThrow();
    expect((await openBundle(sealed.map((byte) => byte ^ 0xff))).manifestHash).toBe(
      sample.manifestHash,
    );
  });

  test.runIf(process.platform !== 'win32')(
    'is readable by its owner only, even in place of a file that others could read',
    async () => {
      await writeFile(file, 'an older file', { mode: 0o644 });
      await chmod(file, 0o644);
      await write();
      expect((await stat(file)).mode & 0o777).toBe(0o600);
    },
  );
});

describe('a bundle that cannot be written', () => {
  test.each<[string, Partial<Options>, string]>([
    [
      'because an item changed after the review',
      { folder: folderWith(new Map([...contents, ['logs/system.log', Buffer.from('changed')]])) },
      'content-changed',
    ],
    [
      'because something private is still in it',
      { privateMap: [{ kind: 'user', pseudonym: 'user-7', value: 'second' }] },
      'leak-found',
    ],
  ])('%s leaves the older file of that name, and nothing else', async (_why, change, code) => {
    await writeFile(file, 'an older file');
    expect(await errorOf(write(change))).toMatchObject({ code });
    expect(await readdir(folder)).toEqual(['bundle.zip']);
    expect(await readFile(file, 'utf8')).toBe('an older file');
  });

  test('because it was called off leaves nothing, and is not said to be the fault of the disk', async () => {
    const off = new AbortController();
    const writing = write({
      signal: off.signal,
      onProgress: () => off.abort(new Error('no longer wanted')),
    });
    await expect(writing).rejects.not.toBeInstanceOf(CandorError);
    expect(await readdir(folder)).toEqual([]);
  });

  test('because the disk is full says so, and leaves the room that it took', async ({ skip }) => {
    const disk = mountSmall('64k') ?? skip('needs root and mount');
    const large = (plain: Readable) =>
      Readable.from(repeated(plain, 200_000), { objectMode: false });
    const before = await statfs(disk);
    expect(await errorOf(write({ file: join(disk, 'bundle.zip'), seal: large }))).toMatchObject({
      code: 'disk-full',
    });
    expect([await readdir(disk), (await statfs(disk)).bavail]).toEqual([[], before.bavail]);
  });

  test('because its folder is gone, or is a file, says which folder, and makes none', async () => {
    await writeFile(join(folder, 'a-file'), '');
    for (const place of ['gone', 'a-file']) {
      expect(await errorOf(write({ file: join(folder, place, 'bundle.zip') }))).toMatchObject({
        code: 'invalid-arguments',
        message: {
          message: expect.stringContaining('no longer there'),
          values: { folder: join(folder, place) },
        },
      });
    }
    expect(await readdir(folder)).toEqual(['a-file']);
  });

  test('because something that is not a file has its name says so, and leaves that alone', async () => {
    await mkdir(file);
    await symlink(join(folder, 'elsewhere'), join(folder, 'link'));
    for (const there of [file, join(folder, 'link')]) {
      expect(await errorOf(write({ file: there }))).toMatchObject({
        code: 'invalid-arguments',
        message: { values: { file: there } },
      });
    }
    expect((await readdir(folder)).sort()).toEqual(['bundle.zip', 'link']);
  });
});

async function* repeated(plain: Readable, bytes: number): AsyncGenerator<Uint8Array> {
  for await (const chunk of plain) yield chunk as Uint8Array;
  yield new Uint8Array(bytes);
}
