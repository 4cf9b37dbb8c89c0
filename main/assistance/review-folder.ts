import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ItemChunk } from '../../contract/ipc.ts';
import { shapedItems } from '../../contract/item-shapes.ts';

/** The private folder in which redacted items wait for the person's decision. Nobody else may read it. */
export interface ReviewFolder {
  path: string;
  read(id: string, offset: number, length: number): Promise<ItemChunk>;
  stream(id: string): Readable;
  /** SHA-256 of the bytes as they are on disk now. */
  hash(id: string): Promise<string>;
  /** The items that analyzers read, as text; what was not collected is missing. */
  shapedTexts(): Promise<Map<string, string>>;
  remove(): Promise<void>;
}

/** Removes what an earlier run left behind; called at start, before anything else touches the folder. */
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
      const handle = await open(fileOf(id));
      try {
        const { size } = await handle.stat();
        const { buffer, bytesRead } = await handle.read(Buffer.alloc(Math.min(length, size)), 0, null, offset);
        return chunkOf(buffer.subarray(0, bytesRead), offset, size);
      } finally {
        await handle.close();
      }
    },
    stream: (id) => createReadStream(fileOf(id)),
    async hash(id) {
      const hash = createHash('sha256');
      await pipeline(createReadStream(fileOf(id)), hash);
      return hash.digest('hex');
    },
    async shapedTexts() {
      const texts = await Promise.all(
        Object.keys(shapedItems).map(async (id) => [id, await readFile(fileOf(id), 'utf8').catch(() => null)] as const),
      );
      return new Map(texts.filter((entry): entry is [string, string] => entry[1] !== null));
    },
    remove: () => rm(path, { recursive: true, force: true }),
  };
}

/** A piece of UTF-8, without the beginning of a character that continues after its end. */
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

/** How many bytes at the end belong to a character that is not complete (0 to 3). */
function unfinishedTail(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if ((byte & 0b1100_0000) === 0b1000_0000) continue;
    const needed = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    return needed > back ? back : 0;
  }
  return 0;
}
