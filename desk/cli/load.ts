import { createReadStream } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { type Bundle, openBundle } from '#bundle/read.ts';
import { looksSealed, unseal } from '#bundle/seal.ts';

/** As much as the desk accepts. */
const mostInputBytes = 256 * 1024 * 1024;

/** What the engineer can put right: a wrong file, a missing key. The message names it and says how. */
export class UsageError extends Error {}

/**
 * Opens a bundle, sealed or not. Throws `UsageError` for files that cannot be read and keys that do not fit, and the
 * bundle room's `bundle-invalid` for a file that is no good bundle.
 */
export async function loadBundle(file: string, identityFile: string | null): Promise<Bundle> {
  if (file === '-') return loadBytes(await standardInput(), identityFile);
  if (!looksSealed(await firstBytes(file))) return openBundle({ file });
  if (identityFile === null) {
    throw new UsageError(
      `${file} is sealed. Name the file with the key that opens it: --identity KEYFILE`,
    );
  }
  const identity = await readIdentity(identityFile);
  return openBundle(await unseal(createReadStream(file), identity));
}

async function loadBytes(bytes: Buffer, identityFile: string | null): Promise<Bundle> {
  if (!looksSealed(bytes.subarray(0, 64))) return openBundle(bytes);
  if (identityFile === null) {
    throw new UsageError(
      'The bundle is sealed. Name the file with the key that opens it: --identity KEYFILE',
    );
  }
  return openBundle(
    await unseal(Readable.from([bytes], { objectMode: false }), await readIdentity(identityFile)),
  );
}

/** In memory, because a bundle is read from its end. */
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

/** As age reads it: empty lines and lines with `#` do not count. */
async function readIdentity(file: string): Promise<string> {
  const text = await readable(file, async () => readFile(file, 'utf8'));
  const line = text.split(/\r?\n/).find((one) => one.trim() !== '' && !one.startsWith('#'));
  if (line?.startsWith('AGE-SECRET-KEY-')) return line.trim();
  throw new UsageError(
    `${file} holds no key: a line AGE-SECRET-KEY-1… is missing. Make one with age-keygen, or name another file.`,
  );
}

async function readable<T>(file: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    const known: Record<string, string> = {
      ENOENT: 'there is no such file. Check its name and folder.',
      EISDIR: 'this is a folder. Name the bundle inside it.',
      EACCES: 'you may not read it. Ask its owner, or copy it to a folder of yours.',
    };
    throw new UsageError(`${file}: ${known[code] ?? `it cannot be read (${code}).`}`);
  }
}
