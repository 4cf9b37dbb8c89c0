import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { z } from 'zod';
import { incidentDetail, incidentSummary } from '#contract/http/console-api.ts';

/** What the list shows of a bundle, and what the incident shows of it. */
export const headline = incidentSummary.pick({ summary: true, severity: true, findings: true });
export type Headline = z.infer<typeof headline>;
export const extract = incidentDetail.pick({
  description: true,
  glance: true,
  findingList: true,
  failedAnalyzers: true,
  manifest: true,
  receipt: true,
  verifications: true,
});
export type Extract = z.infer<typeof extract>;

const algorithm = 'aes-256-gcm';
const nonceBytes = 12;
const tagBytes = 16;

/**
 * Encrypts a JSON value for the database: a bundle is sealed at rest, and so is what is taken from it. `place` binds it to
 * its row and column.
 */
export function encrypt(
  value: Headline | Extract | string,
  key: Uint8Array,
  place: string,
): Uint8Array {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv(algorithm, key, nonce).setAAD(Buffer.from(place));
  const body = [cipher.update(JSON.stringify(value), 'utf8'), cipher.final()];
  return Buffer.concat([nonce, cipher.getAuthTag(), ...body]);
}

/** @throws when the bytes are not what `lock` made with this key for this place. */
export function decryptText(locked: Uint8Array, key: Uint8Array, place: string): string {
  const tagEnd = nonceBytes + tagBytes;
  const decipher = createDecipheriv(algorithm, key, locked.subarray(0, nonceBytes), {
    authTagLength: tagBytes,
  })
    .setAAD(Buffer.from(place))
    .setAuthTag(locked.subarray(nonceBytes, tagEnd));
  return Buffer.concat([decipher.update(locked.subarray(tagEnd)), decipher.final()]).toString(
    'utf8',
  );
}

export function decrypt<T extends z.ZodType>(
  schema: T,
  locked: Uint8Array,
  key: Uint8Array,
  place: string,
): z.infer<T> {
  return schema.parse(JSON.parse(decryptText(locked, key, place)));
}
