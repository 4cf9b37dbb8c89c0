import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, mkdir, open, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { timelineItemsIn } from '#contract/bundle/timeline.ts';
import { shapedItems } from '#contract/collector/item-shapes.ts';
import type { ItemChunk } from '#contract/ipc/ipc.ts';

/** The private folder in which redacted items wait for the person's decision. No other user can read it. */
export interface ReviewFolder {
  path: string;
  read(id: string, offset: number, length: number): Promise<ItemChunk>;
  stream(id: string): Readable;
  /** SHA-256 of the bytes as they are on disk now. */
  hash(id: string): Promise<string>;
  /** The items that analyzers and the timeline read, as text; what was not collected is missing. */
  shapedTexts(): Promise<Map<string, string>>;
  remove(): Promise<void>;
}

/** Removes everything that was collected and not sent. Runs when Candor quits, and at its start in case it was killed. */
export function wipeReviewFolders(root: string): Promise<void> {
  return rm(root, { recursive: true, force: true });
}

export async function createReviewFolder(root: string, bundle: string): Promise<ReviewFolder> {
  const path = join(root, bundle);
  await mkdir(join(path, 'items'), { recursive: true, mode: 0o700 });
  const fileOf = (id: string) => join(path, 'items', id);
  return {
    path,
    async read(id, offset, length) {
      const handle = await openItem(fileOf(id));
      try {
        const { size } = await handle.stat();
        const { buffer, bytesRead } = await handle.read(
          Buffer.alloc(Math.min(length, size)),
          0,
          null,
          offset,
        );
        return chunkOf(buffer.subarray(0, bytesRead), offset, size);
      } finally {
        await handle.close();
      }
    },
    stream: (id) => Readable.from(pieces(fileOf(id)), { objectMode: false }),
    async hash(id) {
      const hash = createHash('sha256');
      for await (const piece of pieces(fileOf(id))) hash.update(piece);
      return hash.digest('hex');
    },
    async shapedTexts() {
      const ids = timelineItemsIn(await applicationItems(join(path, 'items')));
      const texts = await Promise.all(
        [...Object.keys(shapedItems), ...ids].map(
          async (id) => [id, await readItem(fileOf(id)).catch(() => null)] as const,
        ),
      );
      return new Map(texts.filter((entry): entry is [string, string] => entry[1] !== null));
    },
    // A collector or a change of the items may still be writing, so removing a folder that is not empty is retried.
    remove: () => rm(path, { recursive: true, force: true, maxRetries: 10, retryDelay: 20 }),
  };
}

/** The items of declared applications, in the order of their names. */
async function applicationItems(folder: string): Promise<string[]> {
  const collectors = (await namesIn(folder)).filter((name) => name.startsWith('app-')).sort();
  const items = collectors.map(async (name) =>
    (await namesIn(join(folder, name))).sort().map((item) => `${name}/${item}`),
  );
  return (await Promise.all(items)).flat();
}

const namesIn = (folder: string): Promise<string[]> => readdir(folder).catch(() => []);

/** Opens plain files only: a link would lead out of the folder, and a pipe would wait for a writer forever. */
async function openItem(file: string): Promise<FileHandle> {
  const handle = await open(
    file,
    constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0),
  );
  if ((await handle.stat()).isFile()) return handle;
  await handle.close();
  throw new Error(`${file} is not a file`);
}

async function* pieces(file: string): AsyncGenerator<Buffer> {
  yield* (await openItem(file)).createReadStream();
}

async function readItem(file: string): Promise<string> {
  const handle = await openItem(file);
  try {
    return await handle.readFile('utf8');
  } finally {
    await handle.close();
  }
}

/** A piece of UTF-8 text, without the first bytes of a character that continues in the next piece. */
export function chunkOf(bytes: Uint8Array, offset: number, totalBytes: number): ItemChunk {
  const atEnd = offset + bytes.length >= totalBytes;
  const whole = atEnd ? bytes : bytes.subarray(0, bytes.length - unfinishedTail(bytes));
  const end = offset + whole.length;
  return {
    text: new TextDecoder('utf-8', { ignoreBOM: true }).decode(whole),
    nextOffset: end >= totalBytes || whole.length === 0 ? null : end,
    totalBytes,
  };
}

/** The number of bytes at the end that belong to an incomplete character (0 to 3). */
function unfinishedTail(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if ((byte & 0b1100_0000) === 0b1000_0000) continue;
    const needed = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    return needed > back ? back : 0;
  }
  return 0;
}
