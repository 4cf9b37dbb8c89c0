import { createReadStream } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { type Bundle, openBundle } from '#bundle/read.ts';
import { looksSealed, unseal } from '#bundle/seal.ts';

/** The largest bundle that the desk accepts. */
const mostInputBytes = 256 * 1024 * 1024;

/** A problem that the engineer can fix, such as a wrong file or a missing key. The message says what to do. */
export class UsageError extends Error {}

/**
 * Opens a bundle, sealed or not. Throws `UsageError` for unreadable files and wrong keys, and the bundle room's
 * `bundle-invalid` for a file that is not a valid bundle.
 */
export async function loadBundle(file: string, identityFile: string | null): Promise<Bundle> {
  if (file === '-') return loadBytes(await standardInput(), identityFile);
  if (!looksSealed(await firstBytes(file))) return openBundle({ file });
  if (identityFile === null) {
    throw new UsageError(`${file} is sealed. Name the file with its key: --identity KEYFILE`);
  }
  const identity = await readIdentity(identityFile);
  return openBundle(await unseal(createReadStream(file), identity));
}

async function loadBytes(bytes: Buffer, identityFile: string | null): Promise<Bundle> {
  if (!looksSealed(bytes.subarray(0, 64))) return openBundle(bytes);
  if (identityFile === null) {
    throw new UsageError('The bundle is sealed. Name the file with its key: --identity KEYFILE');
  }
  return openBundle(
    await unseal(Readable.from([bytes], { objectMode: false }), await readIdentity(identityFile)),
  );
}

/** Reads into memory, because a zip is read from its end. */
async function standardInput(): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of process.stdin as AsyncIterable<Buffer>) {
    size += piece.length;
    if (size > mostInputBytes)
      throw new UsageError('Standard input is larger than any bundle. Name the file instead.');
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

async function firstBytes(file: string): Promise<Uint8Array> {
  return readable(file, async () => {
    const handle = await open(file, 'r');
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(64), 0, 64, 0);
      return buffer.subarray(0, bytesRead);
    } finally {
      await handle.close();
    }
  });
}

/** Skips empty lines and lines that begin with `#`, as age does. */
async function readIdentity(file: string): Promise<string> {
  const text = await readable(file, async () => readFile(file, 'utf8'));
  const line = text
    .split(/\r?\n/)
    .find((candidate) => candidate.trim() !== '' && !candidate.startsWith('#'));
  if (line?.startsWith('AGE-SECRET-KEY-')) return line.trim();
  throw new UsageError(
    `${file} does not contain a key: a line AGE-SECRET-KEY-1… is missing. Create a key with age-keygen, or name another file.`,
  );
}

async function readable<T>(file: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    const known: Record<string, string> = {
      ENOENT: 'file not found. Check its name and folder.',
      EISDIR: 'this is a folder. Name the bundle inside it.',
      EACCES: 'you do not have permission to read it. Ask its owner for access.',
    };
    throw new UsageError(`${file}: ${known[code] ?? `it cannot be read (${code}).`}`);
  }
}
