import { createHash, randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { lstat, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { PassThrough, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { encodeDocument } from '#bundle/manifest.ts';
import { createLeakScanner } from '#bundle/redact/leak-scan.ts';
import { writeBundle } from '#bundle/write.ts';
import type { SignedReceipt } from '#contract/bundle/receipt.ts';
import type { PrivateMapEntry } from '#contract/collector/collector.ts';
import { raise } from '#contract/errors/result.ts';
import { diskError } from '../storage/durable-file.ts';
import type { Composition } from './compose-bundle.ts';
import type { ReviewFolder } from './review-folder.ts';

export interface BundleFile {
  bytes: number;
  sha256: string;
}

/**
 * Writes the bundle to `file`, sealed when `seal` is given, flushed to disk and readable by its owner only. Every byte is
 * compared with the manifest and scanned for leaks on its way. An existing file stays unchanged until the new one is
 * complete; a failure leaves no other file behind.
 * @throws CandorError `content-changed`, `leak-found`, `disk-full`, `disk-failed`, `invalid-arguments`.
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
  await refuseSpecial(file);
  const plain = writeBundle({
    manifest: composition.manifestBytes,
    findings: composition.findingsBytes,
    redactions: composition.redactionsBytes,
    timeline: composition.timelineBytes,
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
  // A new file in the same folder: an existing `file` may be a link or readable by others, if another user made it.
  const unfinished = `${file}.${randomUUID()}.part`;
  try {
    const target = createWriteStream(unfinished, { flags: 'wx', mode: 0o600, flush: true });
    await pipeline(seal ? seal(plain) : plain, measure, target);
    await rename(unfinished, file);
  } catch (thrown) {
    await rm(unfinished, { force: true });
    throw (thrown as { code?: string }).code?.startsWith('E') ? diskError(thrown) : thrown;
  }
  return { bytes, sha256: hash.digest('hex') };
}

/** Refuses to replace a folder, a device or a pipe, and does not make a missing folder. */
async function refuseSpecial(file: string): Promise<void> {
  const folder = dirname(file);
  if (!(await stat(folder).catch(() => null))?.isDirectory())
    raise('invalid-arguments', 'The folder {folder} is no longer there. Choose another place.', {
      values: { folder },
    });
  const there = await lstat(file).catch(() => null);
  if (there === null || there.isFile()) return;
  raise('invalid-arguments', '{file} is not a file. Choose another name.', { values: { file } });
}
