import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { PassThrough, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { encodeDocument } from '../../bundle/manifest.ts';
import { createLeakScanner } from '../../bundle/redact/leak-scan.ts';
import { writeBundle } from '../../bundle/write.ts';
import type { PrivateMapEntry } from '../../contract/collector.ts';
import type { SignedReceipt } from '../../contract/receipt.ts';
import { diskError } from '../durable-file.ts';
import type { Composition } from './compose-bundle.ts';
import type { ReviewFolder } from './review-folder.ts';

export interface BundleFile {
  bytes: number;
  sha256: string;
}

/**
 * Writes the bundle to `file`, sealed when `seal` is given, and makes it durable. Every byte is hashed against the
 * manifest and scanned for what must not be there on its way; on any failure no file is left.
 * @throws CandorError `content-changed`, `leak-found`, `disk-full`, `disk-failed`.
 */
export async function writeBundleFile(options: {
  file: string;
  composition: Composition;
  folder: ReviewFolder;
  receipt: SignedReceipt | null;
  privateMap: readonly PrivateMapEntry[];
  seal: ((plain: Readable) => Readable) | null;
  onProgress?: (doneBytes: number) => void;
  signal?: AbortSignal;
}): Promise<BundleFile> {
  const { file, composition, folder, seal } = options;
  const plain = writeBundle({
    manifest: composition.manifestBytes,
    findings: composition.findingsBytes,
    redactions: composition.redactionsBytes,
    receipt: options.receipt && encodeDocument(options.receipt),
    items: composition.manifest.items.map(({ id }) => ({ id, open: () => folder.stream(id) })),
    scan: createLeakScanner(options.privateMap),
    ...(options.onProgress && { onProgress: options.onProgress }),
    ...(options.signal && { signal: options.signal }),
  });
  const hash = createHash('sha256');
  let bytes = 0;
  const measure = new PassThrough();
  measure.on('data', (chunk: Uint8Array) => {
    bytes += chunk.length;
    hash.update(chunk);
  });
  try {
    await pipeline(seal ? seal(plain) : plain, measure, createWriteStream(file, { mode: 0o600, flush: true }));
  } catch (thrown) {
    await rm(file, { force: true });
    throw (thrown as { code?: string }).code?.startsWith('E') ? diskError(thrown) : thrown;
  }
  return { bytes, sha256: hash.digest('hex') };
}
