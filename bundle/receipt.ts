import { isDeepStrictEqual } from 'node:util';
import {
  CompactSign,
  type CryptoKey,
  calculateJwkThumbprint,
  compactVerify,
  importJWK,
  type JWK,
  type KeyObject,
} from 'jose';
import {
  type PublicKey,
  publicKey as publicKeySchema,
  type Receipt,
  receipt as receiptSchema,
  type SignedReceipt,
} from '#contract/bundle/receipt.ts';
import { raise } from '#contract/errors/result.ts';

const type = 'candor-receipt+json';

/** A key's name: base64url SHA-256 thumbprint of its public half (RFC 7638). */
export async function keyThumbprint(publicKey: PublicKey): Promise<string> {
  return calculateJwkThumbprint(publicKeySchema.parse(publicKey), 'sha256');
}

/** `privateKey`: the Ed25519 half of `publicKey`. The record must name that key as its device. */
export async function signReceipt(
  receipt: Receipt,
  privateKey: CryptoKey | KeyObject | JWK,
  publicKey: PublicKey,
): Promise<SignedReceipt> {
  const record = receiptSchema.parse(receipt);
  const jws = await new CompactSign(Buffer.from(JSON.stringify(record)))
    .setProtectedHeader({ alg: 'EdDSA', typ: type, kid: record.device })
    .sign(privateKey);
  const signed = { receipt: record, jws, publicKey };
  await verifyReceipt(signed);
  return signed;
}

/**
 * Returns the record if its signature is valid: EdDSA by the key in the receipt, which must be the
 * key of the named device, and the signed record must equal the readable one. Throws
 * `bundle-invalid`. It does not decide whether the device is known.
 */
export async function verifyReceipt(signed: SignedReceipt): Promise<Receipt> {
  const payload = await signedPayload(signed);
  const record = receiptSchema.safeParse(payload);
  if (!record.success || !isDeepStrictEqual(record.data, signed.receipt))
    refuse('the signed record differs from the readable one');
  if ((await keyThumbprint(signed.publicKey)) !== signed.receipt.device)
    refuse('the key is not that of the device');
  return signed.receipt;
}

async function signedPayload({ jws, publicKey }: SignedReceipt): Promise<unknown> {
  try {
    const key = await importJWK({ ...publicKeySchema.parse(publicKey), alg: 'EdDSA' }, 'EdDSA');
    const { payload, protectedHeader } = await compactVerify(jws, key, { algorithms: ['EdDSA'] });
    if (protectedHeader.typ !== type) return refuse(`type ${String(protectedHeader.typ)}`);
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload));
  } catch (error) {
    return refuse(String(error));
  }
}

function refuse(detail: string): never {
  return raise(
    'bundle-invalid',
    'The receipt of this bundle is not signed by the device that it names. Do not trust it. Ask for the bundle again.',
    {
      detail,
    },
  );
}
