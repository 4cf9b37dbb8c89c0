import { createPrivateKey, createPublicKey, generateKeyPair, webcrypto } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { CryptoKey } from 'jose';
import { z } from 'zod';
import { type PublicKey, publicKey } from '#contract/bundle/receipt.ts';
import { CandorError, raise } from '#contract/errors/result.ts';
import type { Policy } from '#contract/policy/policy.ts';
import { jsonFile } from '../storage/json-file.ts';
import { thumbprintOf } from './thumbprint.ts';

/** The part of Electron's `safeStorage` that is used here. */
export interface Keyring {
  isEncryptionAvailable(): boolean;
  /** Linux only. */
  getSelectedStorageBackend?(): string;
  encryptString(plain: string): Buffer;
  decryptString(encrypted: Buffer): string;
}

export interface DeviceKey {
  /** Ed25519, usable with jose; cannot be exported. */
  privateKey: CryptoKey;
  publicKey: PublicKey;
  /** The device's id: the key's thumbprint (RFC 7638). */
  id: string;
}

export interface DeviceKeyOptions {
  /** The app's data folder; the key is in `<folder>/trust/device-key`. */
  folder: string;
  protection: Policy['deviceKey'];
  keyring: Keyring;
  platform: NodeJS.Platform;
}

const privateJwk = publicKey.extend({ d: z.string().regex(/^[A-Za-z0-9_-]{43}$/) });
type PrivateJwk = z.infer<typeof privateJwk>;

/** `keyring`: base64 of the key, encrypted by the system's keyring. `file`: the key itself, readable only by its owner. */
const keyFile = z.discriminatedUnion('protection', [
  z.strictObject({
    format: z.literal('candor-device-key'),
    protection: z.literal('keyring'),
    key: z.base64().max(10_000),
  }),
  z.strictObject({
    format: z.literal('candor-device-key'),
    protection: z.literal('file'),
    key: privateJwk,
  }),
]);

const generate = promisify(generateKeyPair);

/**
 * Loads the device key, or creates it on first use. A file that cannot be read is never replaced, because the desk
 * recognises this computer by its key.
 * @throws CandorError `no-device-key`, `disk-full`, `disk-failed`.
 */
export async function loadDeviceKey(options: DeviceKeyOptions): Promise<DeviceKey> {
  const file = join(options.folder, 'trust', 'device-key');
  const stored = await read(file);
  if (stored === null) {
    const made = privateJwk.parse((await generate('ed25519')).privateKey.export({ format: 'jwk' }));
    await write(file, made, options);
    return usable(made, file);
  }
  const jwk = await unprotect(stored, file, options);
  const key = await usable(jwk, file);
  // IT now requires the keyring: it gets the same key.
  if (stored.protection === 'file' && options.protection === 'keyring')
    await write(file, jwk, options);
  return key;
}

/**
 * Loads the device key if this computer has one; creates and writes nothing.
 * @throws CandorError `no-device-key`.
 */
export async function existingDeviceKey(
  options: Omit<DeviceKeyOptions, 'protection'>,
): Promise<DeviceKey | null> {
  const file = join(options.folder, 'trust', 'device-key');
  const stored = await read(file);
  return stored === null ? null : usable(await unprotect(stored, file, options), file);
}

/** Loads the key once, when it is first needed; after a failure, the next call tries again. */
export function openDeviceKey(options: DeviceKeyOptions): () => Promise<DeviceKey> {
  let loading: Promise<DeviceKey> | null = null;
  return () => {
    loading ??= loadDeviceKey(options).catch((thrown: unknown) => {
      loading = null;
      throw thrown;
    });
    return loading;
  };
}

async function read(file: string): Promise<z.infer<typeof keyFile> | null> {
  let content: string;
  try {
    content = await readFile(file, 'utf8');
  } catch (thrown) {
    if ((thrown as { code?: string }).code === 'ENOENT') return null;
    return damaged(file, thrown);
  }
  try {
    return keyFile.parse(JSON.parse(content));
  } catch (thrown) {
    // Only the parser's paths, never the content, which may hold the key.
    return damaged(file, thrown instanceof z.ZodError ? thrown : 'not JSON');
  }
}

async function unprotect(
  stored: z.infer<typeof keyFile>,
  file: string,
  options: Omit<DeviceKeyOptions, 'protection'>,
): Promise<PrivateJwk> {
  if (stored.protection === 'file') {
    if (options.platform !== 'win32' && ((await stat(file)).mode & 0o077) !== 0) {
      raise(
        'no-device-key',
        'The file {file} holds this computer’s key and can be read by others. Ask your IT department to make it private to you.',
        {
          values: { file },
        },
      );
    }
    return stored.key;
  }
  requireKeyring(options);
  try {
    return privateJwk.parse(
      JSON.parse(options.keyring.decryptString(Buffer.from(stored.key, 'base64'))),
    );
  } catch (thrown) {
    return damaged(
      file,
      thrown instanceof z.ZodError || thrown instanceof SyntaxError
        ? 'the decrypted key is not a key'
        : thrown,
    );
  }
}

async function write(file: string, jwk: PrivateJwk, options: DeviceKeyOptions): Promise<void> {
  if (options.protection === 'keyring') requireKeyring(options);
  const content: z.infer<typeof keyFile> =
    options.protection === 'file'
      ? { format: 'candor-device-key', protection: 'file', key: jwk }
      : {
          format: 'candor-device-key',
          protection: 'keyring',
          key: options.keyring.encryptString(JSON.stringify(jwk)).toString('base64'),
        };
  await jsonFile(file, keyFile).write(content);
}

/** `basic_text` is Chromium's "encryption" with a password from its source code. */
function requireKeyring({
  keyring,
  platform,
}: Pick<DeviceKeyOptions, 'keyring' | 'platform'>): void {
  const backend = platform === 'linux' ? keyring.getSelectedStorageBackend?.() : undefined;
  if (keyring.isEncryptionAvailable() && backend !== 'basic_text') return;
  raise(
    'no-device-key',
    'This computer has no keyring to protect Candor’s key. Unlock or set up the keyring, or ask your IT department to allow a key file.',
    {
      detail: `storage backend: ${backend ?? 'none'}`,
    },
  );
}

async function usable(jwk: PrivateJwk, file: string): Promise<DeviceKey> {
  const { kty, crv, x } = jwk;
  try {
    // The public half is computed, not trusted: a changed `x` would make signatures that nobody can verify.
    const computed = createPublicKey(createPrivateKey({ key: { ...jwk }, format: 'jwk' })).export({
      format: 'jwk',
    });
    if (computed.x !== x) return damaged(file, 'the two halves of the key do not belong together');
    const privateKey = await webcrypto.subtle.importKey(
      'jwk',
      { kty, crv, x, d: jwk.d },
      { name: 'Ed25519' },
      false,
      ['sign'],
    );
    return { privateKey, publicKey: { kty, crv, x }, id: thumbprintOf({ kty, crv, x }) };
  } catch (thrown) {
    if (thrown instanceof CandorError) throw thrown;
    return damaged(file, thrown);
  }
}

function damaged(file: string, reason: unknown): never {
  raise(
    'no-device-key',
    'This computer’s key in {file} cannot be read. Ask your IT department. You can still save a bundle to a file.',
    {
      values: { file },
      detail: String(reason),
      cause: reason,
    },
  );
}
