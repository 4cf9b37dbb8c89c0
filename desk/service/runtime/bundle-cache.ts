import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { encodeDocument } from '#bundle/manifest.ts';
import { pictureProblem } from '#bundle/picture.ts';
import type { Bundle } from '#bundle/read.ts';
import {
  findingsName,
  type ManifestItem,
  manifestName,
  receiptName,
  redactionsName,
  timelineName,
} from '#contract/bundle/manifest.ts';
import { pictureLimits } from '#contract/bundle/picture.ts';
import { itemId } from '#contract/collector/collector.ts';
import { raise } from '#contract/errors/result.ts';
import { openSealed } from '../domain/incidents/open-sealed.ts';
import type { Keys } from '../keys.ts';
import type { Limits } from '../limits.ts';
import type { Folders } from '../store/folders.ts';
import { makeReaderSlots } from './reader-slots.ts';

/** First and last byte, both included, as in HTTP. */
export interface ByteRange {
  start: number;
  end: number;
}

export interface BundleFile extends ByteRange {
  /** Bytes of the whole file. */
  size: number;
  /** Proven to be a plain picture of bounded size; everything else is text, whatever the bundle says of it. */
  picture: boolean;
  /** The bytes of the range. Must be read to its end or destroyed: until then it has one of the bundleCache's slots. */
  stream: Readable;
}

export interface BundleCache {
  /**
   * An item's or a document's exact bytes, unpacked while they are read.
   * @param choose the part to read, of a file of so many bytes.
   * @throws CandorError `unknown-item`, `bundle-invalid` for a picture that is none, `too-many-attempts`.
   */
  read(upload: string, id: string, choose: (size: number) => ByteRange): Promise<BundleFile>;
  /** Drops a bundle from memory once its last reader has finished. Delete its file first, or it could be loaded again. */
  forget(upload: string): void;
  close(): Promise<void>;
}

interface Shelved {
  opening: Promise<Bundle>;
  /** Reserved before it is opened: the size of its file. */
  bytes: number;
  readers: number;
  forgotten: boolean;
}

/**
 * Unsealed bundles, in memory only. An engineer reads many items of one incident in a row, so the last ones are kept up
 * to a number of bytes; the least recently read goes first, once nobody reads it. While those that are being read fill
 * that number, another bundle waits; a single one may be larger.
 */
export function makeBundleCache({
  folders,
  keys,
  limits,
}: {
  folders: Folders;
  keys: Keys;
  limits: Limits;
}): BundleCache {
  // In the order of use: a Map keeps the order of insertion.
  const bundleCache = new Map<string, Shelved>();
  const slots = makeReaderSlots({ atOnce: limits.itemReaders, waiting: limits.waitingItemReaders });
  // One bundle is opened after the other, so that two do not take the same room.
  let opened: Promise<unknown> = Promise.resolve();
  let wake = () => {};

  return {
    async read(upload, id, choose) {
      const giveBack = await slots.take();
      const shelved = bundleCache.get(upload) ?? shelve(upload);
      bundleCache.delete(upload);
      bundleCache.set(upload, shelved);
      shelved.readers += 1;
      const done = () => {
        shelved.readers -= 1;
        if (shelved.forgotten) closeUnread(shelved);
        giveBack();
        makeRoom(0);
        wake();
      };
      try {
        const file = await fileOf(await shelved.opening, id);
        const range = choose(file.size);
        const stream = Readable.from(cut(file, range), { objectMode: false });
        stream.once('close', done);
        return { ...range, size: file.size, picture: file.picture, stream };
      } catch (thrown) {
        done();
        throw thrown;
      }
    },
    forget(upload) {
      const shelved = bundleCache.get(upload);
      if (!shelved) return;
      bundleCache.delete(upload);
      shelved.forgotten = true;
      closeUnread(shelved);
    },
    async close() {
      for (const [upload, { opening }] of [...bundleCache]) {
        bundleCache.delete(upload);
        await opening.then((bundle) => bundle.close()).catch(() => {});
      }
    },
  };

  function shelve(upload: string): Shelved {
    const file = join(folders.objects, upload);
    const opening = opened.then(async () => {
      const { size } = await stat(file);
      while (!makeRoom(size)) await new Promise<void>((resolve) => (wake = resolve));
      shelved.bytes = size;
      return (await openSealed(file, keys.identity, limits.sealedBytes)).bundle;
    });
    const shelved: Shelved = { opening, bytes: 0, readers: 0, forgotten: false };
    opened = opening.catch(() => {
      if (bundleCache.get(upload) === shelved) bundleCache.delete(upload);
    });
    return shelved;
  }

  function closeUnread({ opening, readers }: Shelved): void {
    if (readers === 0) void opening.then((bundle) => bundle.close()).catch(() => {});
  }

  /** Closes what nobody reads, as far as needed. @returns whether there is room for so many bytes more. */
  function makeRoom(more: number): boolean {
    let bytes = [...bundleCache.values()].reduce((sum, shelved) => sum + shelved.bytes, 0);
    for (const [upload, shelved] of [...bundleCache]) {
      if (bytes + more <= limits.cacheBytes) return true;
      if (shelved.readers > 0) continue;
      bundleCache.delete(upload);
      bytes -= shelved.bytes;
      closeUnread(shelved);
    }
    return bytes + more <= limits.cacheBytes || bytes === 0;
  }
}

interface PackedFile {
  size: number;
  picture: boolean;
  open(): Promise<AsyncIterable<Buffer>>;
}

async function fileOf(bundle: Bundle, id: string): Promise<PackedFile> {
  const item = itemId.safeParse(id).success
    ? bundle.manifest.items.find((one) => one.id === id)
    : undefined;
  if (!item) return wholeFile(documentOf(bundle, id), false);
  if (item.mediaType === 'image/png') return wholeFile(await readPicture(bundle, item), true);
  return { size: item.bytes, picture: false, open: () => bundle.openItem(id) };
}

const wholeFile = (bytes: Uint8Array, picture: boolean): PackedFile => ({
  size: bytes.length,
  picture,
  open: async () => Readable.from([Buffer.from(bytes)]),
});

/** A compressed item can only be unpacked from its beginning; what is before the range is dropped at once. */
async function* cut(file: PackedFile, { start, end }: ByteRange): AsyncGenerator<Buffer> {
  let at = 0;
  // Leaving the loop early destroys the source.
  for await (const chunk of await file.open()) {
    const part = chunk.subarray(Math.max(start - at, 0), Math.max(end + 1 - at, 0));
    if (part.length > 0) yield part;
    at += chunk.length;
    if (at > end) return;
  }
}

/** A picture is unpacked in an engineer's browser: only what Candor itself would have made gets there. */
async function readPicture(bundle: Bundle, { id, bytes: size }: ManifestItem): Promise<Uint8Array> {
  const bytes = size <= pictureLimits.bytes ? await bundle.readItem(id) : null;
  const problem = bytes ? pictureProblem(bytes) : `${size} bytes`;
  if (bytes && problem === null) return bytes;
  raise(
    'bundle-invalid',
    'This is not a picture as Candor makes it, so the desk does not hand it out.',
    {
      detail: `${id}: ${problem}`,
    },
  );
}

function documentOf(bundle: Bundle, id: string): Uint8Array {
  switch (id) {
    case manifestName:
      return bundle.manifestBytes;
    case findingsName:
      return encodeDocument(bundle.findings);
    case redactionsName:
      return encodeDocument(bundle.redactions);
    case timelineName:
      return bundle.timeline
        ? encodeDocument(bundle.timeline)
        : raise('unknown-item', 'This bundle has no timeline.');
    case receiptName:
      return encodeDocument(bundle.receipt);
    default:
      return raise('unknown-item', 'This bundle has no such item.');
  }
}
