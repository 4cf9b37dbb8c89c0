import { type RequestClaims, requestClaims, requestType } from '#contract/http/request.ts';
import type { Context } from '#desk/service/context.ts';
import type { StoredRequest } from '#desk/service/store/requests.ts';
import { numberOf } from '../incidents/number.ts';

/** @param nonce of the device that redeemed the code; only for a request by phone. */
export async function signRequest(
  { keys, organisation, now }: Pick<Context, 'keys' | 'organisation' | 'now'>,
  request: StoredRequest,
  nonce?: string,
): Promise<string> {
  const issued = Math.floor(now().getTime() / 1000);
  const claims: unknown = {
    iss: keys.fingerprint,
    sub: request.device,
    jti: request.jti,
    iat: issued,
    nbf: issued,
    exp: Math.floor(Date.parse(request.expiresAt) / 1000),
    organisation,
    engineer: { id: request.engineer, name: request.engineerName, role: request.engineerRole },
    incident: request.incident === null ? null : numberOf(request.incident),
    reason: request.reason,
    kind: request.kind,
    ...(request.scope !== null && { scope: JSON.parse(request.scope) }),
    ...(request.reveal !== null && { reveal: JSON.parse(request.reveal) }),
    ...(request.kind === 'phone' && { number: request.number, nonce }),
  };
  // What the device would refuse is not signed.
  const signed: RequestClaims = requestClaims.parse(claims);
  return keys.sign(requestType, signed);
}
