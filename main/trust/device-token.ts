import { randomUUID } from 'node:crypto';
import { signJws } from '#bundle/jws.ts';
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
export function deviceToken(
  key: Pick<DeviceKey, 'id' | 'privateKey'>,
  { audience, method, path, now }: { audience: string; method: string; path: string; now: number },
): Promise<string> {
  const iat = Math.floor(now / 1000);
  const times = { iat, exp: iat + lifetime };
  const claims = { htm: method, htu: path, aud: audience, ...times, jti: randomUUID() };
  return signJws('JWT', claims, key);
}
