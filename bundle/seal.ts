import { Readable } from 'node:stream';
import { Decrypter, Encrypter, generateX25519Identity, identityToRecipient } from 'age-encryption';
import { CandorError, raise } from '#contract/errors/result.ts';
import { bundleLimits } from './limits.ts';

const magic = Buffer.from('age-encryption.org/v1\n');
const pieceBytes = 64 * 1024;

/** A new X25519 identity (`AGE-SECRET-KEY-1…`) and its recipient (`age1…`). */
export async function makeIdentity(): Promise<{ identity: string; recipient: string }> {
  const identity = await generateX25519Identity();
  return { identity, recipient: await identityToRecipient(identity) };
}

/**
 * Encrypts a stream with age (age-encryption.org/v1) to every recipient, 64 KiB at a time. Without
 * a valid recipient it throws `no-organisation` immediately: there is no fallback to plaintext. An
 * error in the plain stream ends the sealed one.
 */
export function sealTo(recipients: readonly string[]): (plain: Readable) => Readable {
  const encrypter = new Encrypter();
  if (recipients.length === 0) refuseRecipient('no recipient');
  for (const recipient of recipients) addRecipient(encrypter, recipient);
  return sealedBy(encrypter);
}

/**
 * 2^17, OWASP's minimum (with r = 8, p = 1). Each further step doubles the time in which the agent
 * is blocked; at 2^18 it was 1.7 s and 260 MB on two busy cores.
 */
const scryptLogN = 17;

/** Encrypts a stream with age, protected by a passphrase (scrypt); `age -d` opens it. */
export function sealWithPassphrase(passphrase: string): (plain: Readable) => Readable {
  const encrypter = new Encrypter();
  encrypter.setPassphrase(passphrase);
  encrypter.setScryptWorkFactor(scryptLogN);
  return sealedBy(encrypter);
}

function sealedBy(encrypter: Encrypter): (plain: Readable) => Readable {
  return (plain) => {
    const sealed = Readable.from(
      pieces(async () => encrypter.encrypt(webStream(plain))),
      { objectMode: false },
    );
    // Needed if no byte was read: then the generator never started, and could not close its source.
    return sealed.once('close', () => plain.destroy());
  };
}

/** Whether bytes begin like an age file; 22 of them are enough. */
export function looksSealed(start: Uint8Array): boolean {
  return Buffer.from(start.subarray(0, magic.length)).equals(magic);
}

function addRecipient(encrypter: Encrypter, recipient: string): void {
  try {
    encrypter.addRecipient(recipient);
  } catch (error) {
    refuseRecipient(`${recipient.slice(0, 100)}: ${String(error)}`);
  }
}

function refuseRecipient(detail: string): never {
  return raise(
    'no-organisation',
    'The policy does not say who can open this bundle. Ask your IT department to check the policy.',
    { detail },
  );
}

export interface UnsealOptions {
  /** Maximum bytes of the opened content; default: the largest bundle. */
  maxBytes?: number;
}

/**
 * The content of an age file. Throws `not-sealed` when it is not an age file, not for this identity
 * or was changed, and `too-large` beyond `maxBytes`. `identity`: `AGE-SECRET-KEY-1…`.
 */
export async function unseal(
  sealed: Uint8Array | Readable,
  identity: string,
  options: UnsealOptions = {},
): Promise<Uint8Array> {
  const maxBytes = options.maxBytes ?? bundleLimits.totalBytes;
  const chunks: Uint8Array[] = [];
  let total = 0;
  try {
    const decrypter = new Decrypter();
    decrypter.addIdentity(identity.trim());
    for await (const chunk of pieces(async () =>
      decrypter.decrypt(webStream(guarded(sealed, maxBytes))),
    )) {
      total += chunk.byteLength;
      if (total > maxBytes) tooLarge(maxBytes);
      chunks.push(chunk);
    }
  } catch (error) {
    if (error instanceof CandorError) throw error;
    return notSealed(String(error), error);
  }
  return Buffer.concat(chunks);
}

/**
 * Refuses a file whose first line is not age's, or that is longer than any file with `maxBytes` of
 * content.
 */
async function* guarded(
  sealed: Uint8Array | Readable,
  maxBytes: number,
): AsyncGenerator<Uint8Array> {
  // A 16-byte tag for each piece, and a header with room for every recipient.
  const most = maxBytes + Math.ceil(maxBytes / pieceBytes + 1) * 16 + pieceBytes;
  let start: Buffer | null = Buffer.alloc(0);
  let total = 0;
  for await (const chunk of sealed instanceof Uint8Array ? slices(sealed) : sealed) {
    total += chunk.byteLength;
    if (total > most) tooLarge(maxBytes);
    if (start === null) {
      yield chunk;
      continue;
    }
    start = Buffer.concat([start, chunk]);
    if (start.length < magic.length) continue;
    if (!looksSealed(start)) notSealed('the first line is not that of an age file');
    yield start;
    start = null;
  }
  if (start !== null) notSealed('shorter than the first line of an age file');
}

function* slices(bytes: Uint8Array): Generator<Uint8Array> {
  for (let offset = 0; offset < bytes.byteLength; offset += pieceBytes)
    yield bytes.subarray(offset, offset + pieceBytes);
}

/**
 * Pulls one piece at a time: `Readable.toWeb` of Node 20 counts chunks instead of bytes, and
 * buffers too many.
 */
function webStream(source: AsyncIterable<Uint8Array>): ReadableStream<Uint8Array> {
  const iterator = source[Symbol.asyncIterator]();
  return new ReadableStream<Uint8Array>(
    {
      pull: async (controller) => {
        const next = await iterator.next();
        if (next.done) controller.close();
        else controller.enqueue(next.value);
      },
      cancel: async () => {
        await iterator.return?.();
      },
    },
    { highWaterMark: 0 },
  );
}

async function* pieces(
  open: () => Promise<ReadableStream<Uint8Array>>,
): AsyncGenerator<Uint8Array> {
  const reader = (await open()).getReader();
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value;
  } finally {
    await reader.cancel().catch(() => {});
  }
}

function notSealed(detail: string, cause?: unknown): never {
  return raise(
    'not-sealed',
    'This file cannot be opened with this key. It is not a sealed bundle, it was sealed for someone else, or it was changed.',
    {
      detail,
      cause,
    },
  );
}

function tooLarge(maxBytes: number): never {
  return raise('too-large', 'This sealed bundle is larger than Candor allows.', {
    detail: `more than ${maxBytes} bytes`,
  });
}
