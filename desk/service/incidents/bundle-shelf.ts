import { join } from 'node:path';
import { encodeDocument } from '../../../bundle/manifest.ts';
import { pictureProblem } from '../../../bundle/picture.ts';
import type { Bundle } from '../../../bundle/read.ts';
import { itemId } from '../../../contract/collector.ts';
import {
  findingsName,
  type ManifestItem,
  manifestName,
  receiptName,
  redactionsName,
  timelineName,
} from '../../../contract/manifest.ts';
import { pictureLimits } from '../../../contract/picture.ts';
import { raise } from '../../../contract/result.ts';
import type { Keys } from '../keys.ts';
import type { Limits } from '../limits.ts';
import type { Folders } from '../store/folders.ts';
import { openSealed } from './open-sealed.ts';

export interface BundleFile {
  bytes: Uint8Array;
  /** Proven to be a plain picture of bounded size; everything else is text, whatever the bundle says of it. */
  picture: boolean;
}

export interface BundleShelf {
  /**
   * An item's or a document's exact bytes.
   * @throws CandorError `unknown-item`, `bundle-invalid` for a picture that is none.
   */
  read(upload: string, id: string): Promise<BundleFile>;
  /** Drops a bundle from memory, once nobody is reading it any more. Its file must be gone, or it could come back. */
  forget(upload: string): void;
  close(): Promise<void>;
}

interface Shelved {
  opening: Promise<{ bundle: Bundle; bytes: number }>;
  /** 0 while it is being opened. */
  bytes: number;
  readers: number;
  forgotten: boolean;
}

/**
 * Unsealed bundles, in memory only. An engineer reads many items of one incident in a row, so the last ones are kept up
 * to a number of bytes; the least recently read goes first, once nobody reads it.
 */
export function makeBundleShelf({ folders, keys, limits }: { folders: Folders; keys: Keys; limits: Limits }): BundleShelf {
  // In the order of use: a Map keeps the order of insertion.
  const shelf = new Map<string, Shelved>();
  return {
    async read(upload, id) {
      const shelved = shelf.get(upload) ?? open(upload);
      shelf.delete(upload);
      shelf.set(upload, shelved);
      shelved.readers += 1;
      try {
        const { bundle } = await shelved.opening;
        return await readFrom(bundle, id);
      } finally {
        shelved.readers -= 1;
        if (shelved.forgotten) closeUnread(shelved);
        await makeRoom();
      }
    },
    forget(upload) {
      const shelved = shelf.get(upload);
      if (!shelved) return;
      shelf.delete(upload);
      shelved.forgotten = true;
      closeUnread(shelved);
    },
    async close() {
      for (const [upload, { opening }] of [...shelf]) {
        shelf.delete(upload);
        await opening.then(({ bundle }) => bundle.close()).catch(() => {});
      }
    },
  };

  function open(upload: string): Shelved {
    const opening = openSealed(join(folders.objects, upload), keys.identity, limits.sealedBytes);
    const shelved: Shelved = { opening, bytes: 0, readers: 0, forgotten: false };
    opening.then(
      ({ bytes }) => {
        shelved.bytes = bytes;
      },
      () => shelf.delete(upload),
    );
    return shelved;
  }

  function closeUnread({ opening, readers }: Shelved): void {
    if (readers === 0) void opening.then(({ bundle }) => bundle.close()).catch(() => {});
  }

  async function makeRoom(): Promise<void> {
    let bytes = [...shelf.values()].reduce((sum, shelved) => sum + shelved.bytes, 0);
    for (const [upload, shelved] of [...shelf]) {
      if (bytes <= limits.cacheBytes) return;
      if (shelved.readers > 0) continue;
      shelf.delete(upload);
      bytes -= shelved.bytes;
      await (await shelved.opening).bundle.close();
    }
  }
}

async function readFrom(bundle: Bundle, id: string): Promise<BundleFile> {
  const item = bundle.manifest.items.find((one) => one.id === id);
  if (item?.mediaType === 'image/png') return { bytes: await readPicture(bundle, item), picture: true };
  return { bytes: await readText(bundle, id), picture: false };
}

/** A picture is unpacked in an engineer's browser: only what Candor itself would have made gets there. */
async function readPicture(bundle: Bundle, { id, bytes: size }: ManifestItem): Promise<Uint8Array> {
  const bytes = size <= pictureLimits.bytes ? await bundle.readItem(id) : null;
  const problem = bytes ? pictureProblem(bytes) : `${size} bytes`;
  if (bytes && problem === null) return bytes;
  raise('bundle-invalid', 'This is not a picture as Candor makes it, so the desk does not hand it out.', {
    detail: `${id}: ${problem}`,
  });
}

async function readText(bundle: Bundle, id: string): Promise<Uint8Array> {
  switch (id) {
    case manifestName:
      return bundle.manifestBytes;
    case findingsName:
      return encodeDocument(bundle.findings);
    case redactionsName:
      return encodeDocument(bundle.redactions);
    case timelineName:
      return bundle.timeline ? encodeDocument(bundle.timeline) : raise('unknown-item', 'This bundle has no timeline.');
    case receiptName:
      return encodeDocument(bundle.receipt);
    default: {
      const known = itemId.safeParse(id).success && bundle.manifest.items.some((item) => item.id === id);
      return known ? bundle.readItem(id) : raise('unknown-item', 'This bundle has no such item.');
    }
  }
}
