import { open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Entry, type ZipFile as InputZip, openPromise } from 'yauzl';
import { ZipFile } from 'yazl';
import { redactByteStream } from '#bundle/redact/byte-stream.ts';
import { UsageError } from './load.ts';
import { type RedactRun, redacted, safeName, uniqueName } from './redact-run.ts';

const limits = { entries: 50_000, totalBytes: 8 * 1024 ** 3, ratio: 1032 } as const;
/** Signatures of an entry and, for an empty zip, of the end of the directory. */
const zipBeginnings = new Set([0x04034b50, 0x06054b50]);
const symbolicLink = 0o120000;
const fileType = 0o170000;

export async function looksLikeZip(file: string): Promise<boolean> {
  const handle = await open(file, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(4), 0, 4, 0);
    return bytesRead === 4 && zipBeginnings.has(buffer.readUInt32LE(0));
  } finally {
    await handle.close();
  }
}

/**
 * Redacts the texts and names of a zip into a new zip. Checks the directory before unpacking anything: number, size,
 * ratio, names, overlaps, duplicates, encryption.
 * @throws UsageError for an archive that cannot be trusted
 */
export async function redactZip(
  file: string,
  target: NodeJS.WritableStream,
  run: RedactRun,
): Promise<void> {
  const input = await openPromise(file, {
    autoClose: false,
    validateEntrySizes: true,
    strictFileNames: false,
  }).catch((error: unknown) => refuse(file, String(error)));
  try {
    const entries = await checkedEntries(file, input);
    if (!entries.some(({ fileName }) => !fileName.endsWith('/')))
      throw new UsageError(`${file}: this zip contains no files.`);
    const zip = new ZipFile();
    const stopped = new AbortController();
    const writing = pipeline(zip.outputStream, target, { end: false, signal: stopped.signal });
    // Both failures also reject what is awaited below. Unhandled here, they would end the process first.
    writing.catch(() => {});
    zip.on('error', () => {});
    const taken = new Set<string>();
    try {
      for (const entry of entries) await addEntry(zip, input, entry, taken, run);
      zip.end();
      await writing;
    } catch (error) {
      stopped.abort();
      // A failed system call explains itself. Any other error means that the zip does not match its directory.
      if (error instanceof UsageError || (error instanceof Error && 'syscall' in error))
        throw error;
      refuse(file, error instanceof Error ? error.message : String(error));
    }
  } finally {
    input.close();
  }
}

async function checkedEntries(file: string, zip: InputZip): Promise<Entry[]> {
  if (zip.entryCount > limits.entries)
    refuse(file, `it has ${zip.entryCount} entries, and at most ${limits.entries} are allowed`);
  const entries: Entry[] = [];
  const names = new Set<string>();
  let total = 0;
  try {
    for await (const entry of zip.eachEntry()) {
      total += entry.uncompressedSize;
      if (total > limits.totalBytes)
        refuse(file, `it unpacks to more than ${limits.totalBytes} bytes`);
      if (entry.uncompressedSize > (entry.compressedSize + 1) * limits.ratio)
        refuse(file, `${JSON.stringify(entry.fileName)} claims an impossible compression ratio`);
      if (names.has(entry.fileName))
        refuse(file, `${JSON.stringify(entry.fileName)} appears twice`);
      if ((entry.generalPurposeBitFlag & 1) !== 0)
        refuse(file, `${JSON.stringify(entry.fileName)} is encrypted. Unpack it first`);
      names.add(entry.fileName);
      entries.push(entry);
    }
  } catch (error) {
    if (error instanceof UsageError) throw error;
    refuse(file, error instanceof Error ? error.message : String(error));
  }
  const places = [...entries].sort(
    (a, b) => a.relativeOffsetOfLocalHeader - b.relativeOffsetOfLocalHeader,
  );
  places.forEach((entry, index) => {
    const next = places[index + 1];
    if (
      next &&
      entry.relativeOffsetOfLocalHeader + 30 + entry.compressedSize >
        next.relativeOffsetOfLocalHeader
    )
      refuse(file, 'two of its entries overlap');
  });
  return entries;
}

async function addEntry(
  zip: ZipFile,
  input: InputZip,
  entry: Entry,
  taken: Set<string>,
  run: RedactRun,
): Promise<void> {
  if (entry.fileName.endsWith('/')) return;
  const name = uniqueName(safeName(entry.fileName, run), taken);
  if (((entry.externalFileAttributes >>> 16) & fileType) === symbolicLink)
    return run.report.leaveOut(name, 'links are not followed');
  const stream = redactByteStream(
    run.redactor,
    /\.json$/i.test(name) ? 'application/json' : 'text/plain',
  );
  const content = await input.openReadStreamPromise(entry);
  await run.report.begin(name);
  const output = redacted(content, stream, run);
  const first = await output.next();
  if (stream.encoding() === 'binary') {
    content.destroy();
    return run.report.leaveOut(name, 'it is not text');
  }
  // Process one file at a time, to bound memory.
  await new Promise<void>((done, fail) => {
    const all = Readable.from(rest(first, output), { objectMode: false });
    all.once('end', done);
    all.once('error', fail);
    zip.addReadStream(all, name, { mtime: entry.getLastModDate(), mode: 0o100600 });
  });
}

async function* rest(
  first: IteratorResult<Uint8Array>,
  output: AsyncGenerator<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  if (!first.done) yield first.value;
  yield* output;
}

function refuse(file: string, reason: string): never {
  throw new UsageError(
    `${file}: this zip is not safe to unpack: ${reason}. Unpack it with a tool that you trust, then redact the folder.`,
  );
}
