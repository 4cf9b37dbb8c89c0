import type { z } from 'zod';
import type { PublicKey } from '#contract/bundle/receipt.ts';

/** What a signed message is verified against. */
export interface Signer {
  publicKey: PublicKey;
  /** The `typ` that it must have, so that a message for one purpose is never accepted for another. */
  type: string;
}

/**
 * Verifies a compact JWS (RFC 7515) with this key and no other, and returns its payload: a key, address or certificate in
 * the message is ignored. @throws Error that says what is wrong.
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
