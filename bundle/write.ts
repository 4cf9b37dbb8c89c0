import { createHash } from 'node:crypto';
import { addAbortSignal, Readable, Transform } from 'node:stream';
import { ZipFile } from 'yazl';
import { findingsDocument } from '#contract/bundle/finding.ts';
import {
  findingsName,
  itemsFolder,
  type Manifest,
  manifestName,
  receiptName,
  redactionsName,
  timelineName,
} from '#contract/bundle/manifest.ts';
import { timelineDocument } from '#contract/bundle/timeline.ts';
import { appErrorOf, CandorError, raise } from '#contract/errors/result.ts';
import { checksumAtEnd } from './checksum.ts';
import { sha256Hex } from './hash.ts';
import { bundleLimits } from './limits.ts';
import { parseDocument, parseManifest } from './manifest.ts';
import { pictureProblem } from './picture.ts';
import type { Leak } from './redact/leak-scan.ts';
import { createStreamScan, type StreamScan } from './scan-stream.ts';
import { findingsVariables, manifestVariables, timelineVariables } from './variable-text.ts';
import { checksumLength, checksumPrefix, zipProfile, zipTime } from './zip-profile.ts';

export interface WriteOptions {
  /** Exact bytes of the documents. */
  manifest: Uint8Array;
  findings: Uint8Array;
  redactions: Uint8Array;
  /** Present exactly when the manifest names one. */
  timeline?: Uint8Array;
  receipt: Uint8Array | null;
  /** Exactly the manifest's items, in any order; each is opened once, when its turn comes. */
  items: readonly { id: string; open: () => Readable }[];
  /** The leak scan. It does not see the receipt, which contains no collected data. */
  scan?: (name: string, text: string) => Leak[];
  /** Bytes of finished items, before compression. */
  onProgress?: (doneBytes: number) => void;
  signal?: AbortSignal;
}

interface Part {
  name: string;
  bytes: number;
  sha256: string;
  /**
   * `text`: scanned for leaks. `picture`: must be only pixels. Null: Candor's own words, scanned
   * before.
   */
  scanned: 'text' | 'picture' | null;
  open: () => Readable;
}

/**
 * The bundle as a zip stream; the same content gives the same bytes. What is read is hashed and
 * compared with the manifest: a difference destroys the stream with `content-changed`, a leak with
 * `leak-found`. The stream is a bundle only after it has ended, because the checksum is its last
 * part. Throws immediately when documents and items do not match the manifest.
 */
export function writeBundle(options: WriteOptions): Readable {
  const manifest = parseManifest(options.manifest);
  checkDocuments(options, manifest);
  const zip = new ZipFile();
  const output = checksumAtEnd();
  let current: Readable | null = null;
  let done = 0;

  const fail = (error: Error): void => {
    output.destroy(error);
  };
  const opened = (part: Part): Readable => {
    const checked = checkPart(part, options.scan, (bytes) => {
      done += bytes;
      options.onProgress?.(done);
    });
    current = part.open();
    current.once('error', (error) => fail(unreadable(part.name, error)));
    checked.once('error', fail);
    return current.pipe(checked);
  };
  for (const part of partsOf(options, manifest)) {
    zip.addReadStreamLazy(
      part.name,
      { mtime: zipTime, mode: zipProfile.mode, forceDosTimestamp: true },
      (give) => {
        if (output.destroyed) return;
        try {
          give(null, opened(part));
        } catch (error) {
          fail(unreadable(part.name, error));
        }
      },
    );
  }
  output.once('close', () => current?.destroy());
  zip.once('error', fail);
  zip.end({ forceZip64Format: false, comment: checksumPrefix + '0'.repeat(checksumLength) });
  zip.outputStream.pipe(output);
  return options.signal ? addAbortSignal(options.signal, output) : output;
}

function checkDocuments(options: WriteOptions, manifest: Manifest): void {
  const documents = [
    { name: findingsName, bytes: options.findings, expected: manifest.findings },
    { name: redactionsName, bytes: options.redactions, expected: manifest.redactions },
    ...(options.timeline && manifest.timeline
      ? [{ name: timelineName, bytes: options.timeline, expected: manifest.timeline }]
      : []),
  ];
  if ((options.timeline === undefined) !== (manifest.timeline === undefined))
    throw changed(timelineName);
  for (const { name, bytes, expected } of documents) {
    if (bytes.byteLength !== expected.bytes || sha256Hex(bytes) !== expected.sha256)
      throw changed(name);
  }
  const given = options.items.map(({ id }) => id);
  const missing = manifest.items.find(({ id }) => !given.includes(id));
  if (missing) throw changed(missing.id);
  const extra = given.find(
    (id, index) => given.indexOf(id) !== index || !manifest.items.some((item) => item.id === id),
  );
  if (extra !== undefined) throw changed(extra);
  const total = manifest.items.reduce((sum, { bytes }) => sum + bytes, 0);
  const largest = manifest.items.find(({ bytes }) => bytes > bundleLimits.itemBytes);
  if (largest || total > bundleLimits.totalBytes - 5 * bundleLimits.documentBytes) {
    raise('too-large', 'This bundle is too large. Leave out the largest items and try again.', {
      detail: largest ? `${largest.id}: ${largest.bytes} bytes` : `${total} bytes`,
    });
  }
  if (options.scan) {
    const findings = parseDocument(findingsName, findingsDocument, options.findings);
    stopAtLeak(manifestName, options.scan(manifestName, manifestVariables(manifest)));
    stopAtLeak(findingsName, options.scan(findingsName, findingsVariables(findings)));
    if (options.timeline) {
      const timeline = parseDocument(timelineName, timelineDocument, options.timeline);
      stopAtLeak(timelineName, options.scan(timelineName, timelineVariables(timeline)));
    }
  }
}

/**
 * The manifest first, so that a reader can decide early; then the documents; then the items in the
 * manifest's order.
 */
function partsOf(options: WriteOptions, manifest: Manifest): Part[] {
  const document = (name: string, bytes: Uint8Array): Part => ({
    name,
    bytes: bytes.byteLength,
    sha256: sha256Hex(bytes),
    scanned: null,
    open: () => Readable.from([bytes], { objectMode: false }),
  });
  const open = new Map(options.items.map((item) => [item.id, item.open]));
  return [
    document(manifestName, options.manifest),
    document(findingsName, options.findings),
    ...(options.timeline ? [document(timelineName, options.timeline)] : []),
    document(redactionsName, options.redactions),
    ...(options.receipt ? [document(receiptName, options.receipt)] : []),
    ...manifest.items.flatMap(({ id, mediaType, bytes, sha256 }): Part[] => {
      const opener = open.get(id);
      const scanned = mediaType === 'image/png' ? 'picture' : 'text';
      return opener ? [{ name: itemsFolder + id, bytes, sha256, scanned, open: opener }] : [];
    }),
  ];
}

/** Passes bytes on while they are as expected; at the end they must match exactly. */
function checkPart(
  part: Part,
  scan: WriteOptions['scan'],
  count: (bytes: number) => void,
): Transform {
  const hash = createHash('sha256');
  const name = part.name.startsWith(itemsFolder) ? part.name.slice(itemsFolder.length) : part.name;
  const scanner = scannerOf(part, name, scan);
  let seen = 0;
  return new Transform({
    transform(chunk: Buffer, _, done) {
      seen += chunk.length;
      hash.update(chunk);
      attempt(done, () => {
        if (seen > part.bytes) throw changed(name);
        if (scanner) stopAtLeak(name, scanner.push(chunk));
        count(chunk.length);
        return chunk;
      });
    },
    flush(done) {
      attempt(done, () => {
        if (scanner) stopAtLeak(name, scanner.end());
        if (seen !== part.bytes || hash.digest('hex') !== part.sha256) throw changed(name);
        return null;
      });
    },
  });
}

/**
 * The leak scan of an item. Its name is always scanned; a picture's bytes are not text, and words
 * would be found in them by chance.
 */
function scannerOf({ scanned }: Part, name: string, scan: WriteOptions['scan']): StreamScan | null {
  if (!scan || scanned === null) return null;
  if (scanned === 'text') return createStreamScan(name, scan);
  const pieces: Uint8Array[] = [];
  return {
    push(bytes) {
      pieces.push(bytes);
      return [];
    },
    end() {
      const problem = pictureProblem(Buffer.concat(pieces));
      if (problem) {
        raise(
          'content-changed',
          'The picture {item} contains more than pixels, so nothing was sent. Leave it out, then try again.',
          {
            values: { item: name },
            detail: problem,
          },
        );
      }
      return scan(name, '');
    },
  };
}

function attempt(
  done: (error: Error | null, chunk?: Buffer | null) => void,
  action: () => Buffer | null,
): void {
  let chunk: Buffer | null;
  try {
    chunk = action();
  } catch (error) {
    done(error instanceof Error ? error : new Error(String(error)));
    return;
  }
  done(null, chunk);
}

function stopAtLeak(item: string, leaks: readonly Leak[]): void {
  const [first] = leaks;
  if (!first) return;
  raise(
    'leak-found',
    'Candor found something private in {item} that should have been replaced ({rule}). Nothing was sent. Hide it or leave the item out, then try again.',
    {
      values: { item, rule: first.rule },
      detail: leaks
        .slice(0, 20)
        .map(({ rule, offset }) => `${rule} at ${offset}`)
        .join(', '),
    },
  );
}

function changed(item: string): CandorError {
  return new CandorError(
    appErrorOf(
      'content-changed',
      'The item {item} has changed since you reviewed it. Nothing was sent. Start again to review the new content.',
      {
        values: { item },
      },
    ),
  );
}

function unreadable(name: string, cause: unknown): Error {
  if (cause instanceof CandorError) return cause;
  const error = appErrorOf(
    'disk-failed',
    'A part of the bundle could not be read from the disk. Nothing was sent. Start again.',
    {
      detail: `${name}: ${String(cause)}`,
    },
  );
  return new CandorError(error, { cause });
}
