import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { type Entry, fromBufferPromise, fromFdPromise, type ZipFile } from 'yauzl';
import { type FindingsDocument, findingsDocument } from '#contract/bundle/finding.ts';
import {
  findingsName,
  itemsFolder,
  type Manifest,
  manifestName,
  type RedactionReport,
  receiptName,
  redactionReport,
  redactionsName,
  timelineName,
} from '#contract/bundle/manifest.ts';
import { type SignedReceipt, signedReceipt } from '#contract/bundle/receipt.ts';
import { type TimelineDocument, timelineDocument } from '#contract/bundle/timeline.ts';
import { CandorError, raise } from '#contract/errors/result.ts';
import { type ByteSource, openSource } from './byte-source.ts';
import { readCentralDirectory, type ZipEntry } from './central-directory.ts';
import { sha256Hex } from './hash.ts';
import { type BundleLimits, bundleLimits } from './limits.ts';
import { manifestHash, parseDocument, parseManifest } from './manifest.ts';
import { checksumLength } from './zip-profile.ts';

export interface FileHash {
  bytes: number;
  sha256: string;
}

export interface Bundle {
  manifest: Manifest;
  manifestBytes: Uint8Array;
  manifestHash: string;
  /** Null when the bundle was saved without an agreement to send it. */
  receipt: SignedReceipt | null;
  findings: FindingsDocument;
  redactions: RedactionReport;
  /** Null in a bundle made before timelines existed. */
  timeline: TimelineDocument | null;
  /** Hashes of the documents' exact bytes in the file. */
  findingsHash: FileHash;
  redactionsHash: FileHash;
  timelineHash: FileHash | null;
  /** Everything in the archive, by its name and in its order. */
  entries: readonly ZipEntry[];
  /** Whether the file's own checksum is correct. */
  intact: boolean;
  /**
   * The item's exact unpacked bytes; throws `unknown-item` or `bundle-invalid`. Not checked against
   * the manifest.
   */
  readItem(id: string): Promise<Uint8Array>;
  /** The same as a stream, for large items. */
  openItem(id: string): Promise<Readable>;
  close(): Promise<void>;
}

/**
 * Opens an unsealed bundle and treats it as hostile: structure, names, sizes and every document are
 * checked here, and content against the manifest in `verifyBundle`. Throws `bundle-invalid`; when
 * the file cannot be read, throws the system error. The caller must close it.
 */
export async function openBundle(
  source: Uint8Array | { file: string },
  limits: Partial<BundleLimits> = {},
): Promise<Bundle> {
  const bytes = await openSource(source);
  try {
    return await readBundle(bytes, { ...bundleLimits, ...limits });
  } catch (error) {
    await bytes.close();
    if (error instanceof CandorError || (error instanceof Error && 'syscall' in error)) throw error;
    return unreadable(error);
  }
}

async function readBundle(source: ByteSource, limits: BundleLimits): Promise<Bundle> {
  const { entries, checksum } = await readCentralDirectory(source, limits);
  const zip = source.file
    ? await fromFdPromise(source.file.fd, { autoClose: false })
    : await fromBufferPromise(source.memory ?? Buffer.alloc(0));
  const byName = await entriesByName(zip);
  const read = async (name: string): Promise<Uint8Array> => {
    const entry = byName.get(name);
    return entry ? collect(await openEntry(zip, entry)) : unreadable(`${name} is missing`);
  };

  const manifestBytes = await read(manifestName);
  const findingsBytes = await read(findingsName);
  const redactionsBytes = await read(redactionsName);
  const timelineBytes = byName.has(timelineName) ? await read(timelineName) : null;
  const itemEntry = (id: string): Entry =>
    byName.get(itemsFolder + id) ??
    raise('unknown-item', 'This bundle has no item {item}.', { values: { item: id } });

  return {
    manifest: parseManifest(manifestBytes),
    manifestBytes,
    manifestHash: manifestHash(manifestBytes),
    receipt: byName.has(receiptName)
      ? parseDocument(receiptName, signedReceipt, await read(receiptName))
      : null,
    findings: parseDocument(findingsName, findingsDocument, findingsBytes),
    redactions: parseDocument(redactionsName, redactionReport, redactionsBytes),
    timeline: timelineBytes && parseDocument(timelineName, timelineDocument, timelineBytes),
    findingsHash: hashOf(findingsBytes),
    redactionsHash: hashOf(redactionsBytes),
    timelineHash: timelineBytes && hashOf(timelineBytes),
    entries,
    intact: (await checksumOf(source)) === checksum,
    readItem: async (id) => collect(await openEntry(zip, itemEntry(id))),
    openItem: async (id) => openEntry(zip, itemEntry(id)),
    // Not yauzl's own close: it also closes the descriptor, and a second close could close another
    // file.
    close: source.close,
  };
}

async function entriesByName(zip: ZipFile): Promise<Map<string, Entry>> {
  const entries = new Map<string, Entry>();
  for await (const entry of zip.eachEntry()) entries.set(entry.fileName, entry);
  return entries;
}

async function openEntry(zip: ZipFile, entry: Entry): Promise<Readable> {
  try {
    return await zip.openReadStreamPromise(entry);
  } catch (error) {
    return unreadable(error);
  }
}

/** yauzl ends the stream with an error when the size of the content differs from the directory. */
async function collect(stream: Readable): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of stream) chunks.push(chunk);
  } catch (error) {
    return unreadable(error);
  }
  return Buffer.concat(chunks);
}

function hashOf(bytes: Uint8Array): FileHash {
  return { bytes: bytes.byteLength, sha256: sha256Hex(bytes) };
}

async function checksumOf(source: ByteSource): Promise<string> {
  const hash = createHash('sha256');
  const end = source.size - checksumLength;
  const step = 1024 * 1024;
  for (let offset = 0; offset < end; offset += step)
    hash.update(await source.read(offset, Math.min(step, end - offset)));
  return hash.digest('hex');
}

function unreadable(cause: unknown): never {
  return raise(
    'bundle-invalid',
    'A part of this bundle cannot be unpacked: it was changed or cut off on the way. Ask for the bundle again.',
    {
      detail: String(cause),
      cause,
    },
  );
}
