import type { z } from 'zod';
import type { PublicKey } from '#contract/bundle/receipt.ts';

/** What a signed message is held against. */
export interface Signer {
  publicKey: PublicKey;
  /** The `typ` that it must name, so that a message made for one purpose is never taken for another. */
  type: string;
}

/**
 * Payload of a compact JWS (RFC 7515), verified with this key and no other: a key, address or certificate that the
 * message itself brings along is never looked at. Throws whatever is wrong with it.
 */
export async function verifySigned<T extends z.ZodType>(
  jws: string,
  { publicKey, type }: Signer,
  payloadSchema: T,
): Promise<{ header: Record<string, unknown>; payload: z.infer<T> }> {
  const { compactVerify, importJWK } = await import('jose');
  const key = await importJWK({ ...publicKey }, 'EdDSA');
  const { payload, protectedHeader } = await compactVerify(jws, key, { algorithms: ['EdDSA'] });
  if (protectedHeader.typ !== type)
    throw new Error(`typ is ${String(protectedHeader.typ).slice(0, 60)}`);
  const document: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload));
  return { header: { ...protectedHeader }, payload: payloadSchema.parse(document) };
}
