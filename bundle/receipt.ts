import { isDeepStrictEqual } from 'node:util';
import { calculateJwkThumbprint } from 'jose';
import {
  type PublicKey,
  publicKey as publicKeySchema,
  type Receipt,
  receipt as receiptSchema,
  type SignedReceipt,
} from '#contract/bundle/receipt.ts';
import { raise } from '#contract/errors/result.ts';
import { type SigningKey, signJws, verifyJws } from './jws.ts';

const type = 'candor-receipt+json';

/** A key's name: base64url SHA-256 thumbprint of its public half (RFC 7638). */
export async function keyThumbprint(publicKey: PublicKey): Promise<string> {
  return calculateJwkThumbprint(publicKeySchema.parse(publicKey), 'sha256');
}

/** `privateKey`: the Ed25519 half of `publicKey`. The record must name that key as its device. */
export async function signReceipt(
  receipt: Receipt,
  privateKey: SigningKey['privateKey'],
  publicKey: PublicKey,
): Promise<SignedReceipt> {
  const record = receiptSchema.parse(receipt);
  const jws = await signJws(type, record, { id: record.device, privateKey });
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
  const record = await signedRecord(signed);
  if (!isDeepStrictEqual(record, signed.receipt))
    refuse('the signed record differs from the readable one');
  if ((await keyThumbprint(signed.publicKey)) !== signed.receipt.device)
    refuse('the key is not that of the device');
  return signed.receipt;
}

async function signedRecord({ jws, publicKey }: SignedReceipt): Promise<Receipt> {
  try {
    return await verifyJws(
      jws,
      { publicKey: publicKeySchema.parse(publicKey), type },
      receiptSchema,
    );
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
