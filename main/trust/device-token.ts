import { randomUUID } from 'node:crypto';
import type { DeviceKey } from './device-key.ts';

/** Seconds; the contract allows 120. Shorter, so that a clock that is slightly ahead stays within the limit. */
const lifetime = 60;

/**
 * The JWT that authorizes one call to the desk: it names this device, organisation, method and path, and is valid for one
 * minute (modelled on RFC 9449).
 * @param audience thumbprint of the organisation key.
 * @param path of the URL, without origin and query.
 * @param now milliseconds since 1970, by the desk's clock if it is known.
 */
export async function deviceToken(
  key: DeviceKey,
  { audience, method, path, now }: { audience: string; method: string; path: string; now: number },
): Promise<string> {
  const { SignJWT } = await import('jose');
  const issuedAt = Math.floor(now / 1000);
  return new SignJWT({ htm: method, htu: path })
    .setProtectedHeader({ alg: 'EdDSA', typ: 'JWT', kid: key.id })
    .setAudience(audience)
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + lifetime)
    .setJti(randomUUID())
    .sign(key.privateKey);
}
