import { decodeProtectedHeader, errors, importJWK, jwtVerify } from 'jose';
import { z } from 'zod';
import { type PublicKey, thumbprint } from '#contract/bundle/receipt.ts';
import { raise } from '#contract/errors/result.ts';

/** Seconds by which a device's clock may be wrong, either way; also how long a token must be remembered. */
export const clockToleranceSeconds = 300;
/** Longest life that a device may give its token. */
const longestLifeSeconds = 120;

const claims = z.object({
  iat: z.number().int(),
  exp: z.number().int(),
  jti: z.string().min(8).max(100),
  htm: z.string().max(10),
  htu: z.string().max(2000),
});

/** What a valid token says. `usedUntil` (seconds since 1970) is when it stops being valid in any case. */
export interface DeviceToken {
  device: string;
  jti: string;
  usedUntil: number;
}

/** The token's bearer by its own word; nothing is proven yet. */
export function claimedDevice(authorization: string | undefined): {
  token: string;
  device: string;
} {
  const token = /^Bearer ([A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+)$/i.exec(
    authorization?.slice(0, 4000) ?? '',
  )?.[1];
  if (!token) refuse('no bearer token');
  let kid: unknown;
  try {
    kid = decodeProtectedHeader(token).kid;
  } catch (thrown) {
    refuse(String(thrown));
  }
  const device = thumbprint.safeParse(kid);
  if (!device.success) refuse('the token names no device (kid)');
  return { token, device: device.data };
}

/**
 * Verifies a device's token: signature, audience, life, clock, method and path, as in RFC 9449. `exp` is held against
 * `iat` alone and `iat` against the desk's clock with a wide tolerance: a device with a wrong clock shall learn just that.
 * @throws CandorError `unauthorized`.
 */
export async function verifyDeviceToken(
  token: string,
  expected: {
    device: string;
    key: PublicKey;
    audience: string;
    method: string;
    path: string;
    nowSeconds: number;
  },
): Promise<DeviceToken> {
  const { device, key, audience, method, path, nowSeconds } = expected;
  let payload: unknown;
  try {
    const verified = await jwtVerify(token, await importJWK({ ...key }, 'EdDSA'), {
      algorithms: ['EdDSA'],
      audience,
      // Both times are judged below.
      clockTolerance: Number.MAX_SAFE_INTEGER,
    });
    payload = verified.payload;
  } catch (thrown) {
    if (thrown instanceof errors.JWTClaimValidationFailed && thrown.claim === 'aud') {
      refuse(`the token is for another organisation (aud, expected ${audience})`);
    }
    refuse(String(thrown));
  }
  const parsed = claims.safeParse(payload);
  if (!parsed.success) refuse(z.prettifyError(parsed.error));
  const { iat, exp, jti, htm, htu } = parsed.data;
  if (exp <= iat || exp - iat > longestLifeSeconds)
    refuse(`the token's life is not within ${longestLifeSeconds} s`);
  if (Math.abs(nowSeconds - iat) > clockToleranceSeconds) {
    raise(
      'unauthorized',
      "This computer's clock differs from the desk's by more than five minutes. Set the clock right, then try again.",
      { detail: `iat ${iat}, the desk's clock ${nowSeconds}` },
    );
  }
  if (htm !== method || pathOf(htu) !== path) refuse('the token is for another call (htm, htu)');
  return { device, jti, usedUntil: iat + clockToleranceSeconds };
}

/** `htu` without scheme and host: behind a proxy the desk has another name than the device sees; `aud` names the desk. */
function pathOf(htu: string): string | null {
  if (htu.startsWith('/')) return htu;
  return URL.canParse(htu) ? new URL(htu).pathname : null;
}

function refuse(detail: string): never {
  raise(
    'unauthorized',
    'The desk does not recognise this device. Start Candor again; if it stays so, tell your support team.',
    {
      detail,
    },
  );
}
