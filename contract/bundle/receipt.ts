import { z } from 'zod';
import { itemId, mostItems, sha256 } from '../collector/collector.ts';

/** Public half of an Ed25519 key (RFC 8037). */
export const publicKey = z.strictObject({
  kty: z.literal('OKP'),
  crv: z.literal('Ed25519'),
  x: z.string().regex(/^[A-Za-z0-9_-]{43}$/),
});
export type PublicKey = z.infer<typeof publicKey>;

/** A key's name: base64url SHA-256 thumbprint (RFC 7638). A device's id is its key's thumbprint. */
export const thumbprint = z.string().regex(/^[A-Za-z0-9_-]{43}$/);

/** Who receives the bundle: the organisation, by its name and its key's thumbprint, at its desk. */
export const recipient = z.strictObject({
  organisation: z.string().min(1).max(200),
  fingerprint: thumbprint,
  desk: z.url().max(500),
});
export type Recipient = z.infer<typeof recipient>;

/** An age recipient: the public half of a key that can open a bundle. */
export const ageRecipient = z.string().regex(/^age1[02-9ac-hj-np-z]{58}$/);

/**
 * The organisation that this computer belonged to before IT changed it; `recipient` is null when it
 * can no longer be read.
 */
export const formerOrganisation = z.strictObject({
  recipient: recipient.nullable(),
  changedAt: z.iso.datetime(),
});
export type FormerOrganisation = z.infer<typeof formerOrganisation>;

/** The consent record. `recipient` is null when the person saved the bundle to a file instead of sending it. */
export const receipt = z.strictObject({
  format: z.literal('candor-receipt'),
  version: z.literal(1),
  bundle: z.uuid(),
  manifestHash: sha256,
  items: z.array(z.strictObject({ id: itemId, sha256 })).max(mostItems),
  recipient: recipient.nullable(),
  /** The keys that can open it. Missing in a saved file, and in receipts made before Candor 0.2. */
  sealedTo: z.array(ageRecipient).min(1).max(20).optional(),
  /** The purpose from the policy, or the reason of the engineer who made the request. */
  purpose: z.string().min(1).max(1000),
  retentionDays: z.number().int().positive().nullable(),
  agreedAt: z.iso.datetime(),
  device: thumbprint,
});
export type Receipt = z.infer<typeof receipt>;

/**
 * `receipt.json`: the readable record, and the device's signature over it (JWS, EdDSA, payload =
 * the record).
 */
export const signedReceipt = z.strictObject({ receipt, jws: z.string().max(2_000_000), publicKey });
export type SignedReceipt = z.infer<typeof signedReceipt>;
