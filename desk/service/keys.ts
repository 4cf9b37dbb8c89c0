import { hkdfSync } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { identityToRecipient } from 'age-encryption';
import { exportJWK, generateKeyPair, importJWK } from 'jose';
import { z } from 'zod';
import { errorCodeOf, writeFileDurably } from '#bundle/durable-file.ts';
import { signJws } from '#bundle/jws.ts';
import { keyThumbprint } from '#bundle/receipt.ts';
import { makeIdentity } from '#bundle/seal.ts';
import { type PublicKey, publicKey } from '#contract/bundle/receipt.ts';
import type { Folders } from './store/folders.ts';

/** The organisation's signing key and the identity to which bundles are sealed. */
export interface Keys {
  publicKey: PublicKey;
  /** Thumbprint of the public key: the organisation's name in receipts and tokens. */
  fingerprint: string;
  /** `AGE-SECRET-KEY-1…` */
  identity: string;
  /** `age1…` */
  recipient: string;
  /** 256 bits, for what the database keeps of bundles. */
  extractKey: Uint8Array;
  /** 256 bits, with which short codes are hashed. */
  codeKey: Uint8Array;
  /** 256 bits, with which browsers are recognised at their next sign-in. */
  browserKey: Uint8Array;
  /** Compact JWS by the organisation key; `type` is the header's `typ`, which says what the payload means. */
  sign(type: string, payload: object): Promise<string>;
}

const privateJwk = publicKey.extend({ d: z.string().regex(/^[A-Za-z0-9_-]{43}$/) });

/** Reads the keys, or makes them at the first start. A key file that is there but damaged stops the desk: a new key would
 * be another organisation to every device. */
export async function openKeys(folders: Folders): Promise<Keys> {
  const jwk = await readOrMake(folders.organisationKey, async () => {
    const { privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
    return `${JSON.stringify(privateJwk.parse(await exportJWK(privateKey)), null, 2)}\n`;
  });
  const identity = (
    await readOrMake(folders.identity, async () => `${(await makeIdentity()).identity}\n`)
  ).trim();
  const { d, ...publicHalf } = privateJwk.parse(JSON.parse(jwk));
  const privateKey = await importJWK({ ...publicHalf, d }, 'EdDSA');
  const fingerprint = await keyThumbprint(publicHalf);
  return {
    publicKey: publicHalf,
    fingerprint,
    identity,
    recipient: await identityToRecipient(identity),
    extractKey: new Uint8Array(hkdfSync('sha256', identity, '', 'candor desk extract 1', 32)),
    codeKey: new Uint8Array(hkdfSync('sha256', identity, '', 'candor desk code 1', 32)),
    browserKey: new Uint8Array(hkdfSync('sha256', identity, '', 'candor desk browser 1', 32)),
    sign: (type, payload) => signJws(type, payload, { id: fingerprint, privateKey }),
  };
}

async function readOrMake(file: string, make: () => Promise<string>): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (thrown) {
    if (errorCodeOf(thrown) !== 'ENOENT') throw thrown;
  }
  const content = await make();
  await writeFileDurably(file, content);
  return content;
}
