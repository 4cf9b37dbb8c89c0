import type { CryptoKey, JWK, KeyObject } from 'jose';
import type { z } from 'zod';
import type { PublicKey } from '#contract/bundle/receipt.ts';

/** Who must have signed a message, and what for. */
export interface ExpectedSigner {
  publicKey: PublicKey;
  /** The `typ` of the header, so that a message made for one purpose is never accepted for another. */
  type: string;
}

/** Characters. The longest is the consent record of a bundle with the most items that one may hold. */
export const longestJws = 2_000_000;

/** jose ignores white space in base64url; here only one spelling of a message is valid. */
const compact = /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/;

/**
 * Verifies a compact JWS (RFC 7515) with this key and no other: a key, address or certificate in its header is ignored.
 * @returns the payload.
 * @throws Error that says what is wrong; ZodError for a payload that does not fit the schema.
 */
export async function verifyJws<T extends z.ZodType>(
  jws: string,
  { publicKey, type }: ExpectedSigner,
  payloadSchema: T,
): Promise<z.infer<T>> {
  if (jws.length > longestJws || !compact.test(jws))
    throw new Error(`not a compact JWS of at most ${longestJws} characters`);
  const { compactVerify, importJWK } = await loadJose();
  const key = await importJWK({ ...publicKey }, 'EdDSA');
  const { payload, protectedHeader } = await compactVerify(jws, key, { algorithms: ['EdDSA'] });
  if (protectedHeader.typ !== type)
    throw new Error(`typ is ${String(protectedHeader.typ).slice(0, 60)}`);
  const text = new TextDecoder('utf-8', { fatal: true }).decode(payload);
  return payloadSchema.parse(JSON.parse(text));
}

/** An Ed25519 key, and its thumbprint, which becomes the header's `kid`. */
export interface SigningKey {
  id: string;
  privateKey: CryptoKey | KeyObject | JWK;
}

/** Signs `payload`, written as JSON. @returns a compact JWS whose header says what the payload means (`typ`). */
export async function signJws(
  type: string,
  payload: object,
  { id, privateKey }: SigningKey,
): Promise<string> {
  const { CompactSign } = await loadJose();
  return new CompactSign(new TextEncoder().encode(JSON.stringify(payload)))
    .setProtectedHeader({ alg: 'EdDSA', typ: type, kid: id })
    .sign(privateKey);
}

/** Loaded at the first signature: the agent starts faster without it. */
const loadJose = () => import('jose');
