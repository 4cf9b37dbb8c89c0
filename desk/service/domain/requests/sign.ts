import { type RequestClaims, requestClaims, requestType } from '#contract/http/request.ts';
import type { Context } from '../../context.ts';
import type { RequestRow } from '../../store/tables.ts';
import { numberOf } from '../incidents/number.ts';

/** @param nonce of the device that redeemed the code; only for a request by phone. */
export async function signRequest(
  { keys, organisation, now }: Pick<Context, 'keys' | 'organisation' | 'now'>,
  row: RequestRow,
  nonce?: string,
): Promise<string> {
  const issued = Math.floor(now().getTime() / 1000);
  const claims: unknown = {
    iss: keys.fingerprint,
    sub: row.device,
    jti: row.jti,
    iat: issued,
    nbf: issued,
    exp: Math.floor(Date.parse(row.expires_at) / 1000),
    organisation,
    engineer: { id: row.engineer, name: row.engineer_name, role: row.engineer_role },
    incident: row.incident === null ? null : numberOf(row.incident),
    reason: row.reason,
    kind: row.kind,
    ...(row.scope !== null && { scope: JSON.parse(row.scope) }),
    ...(row.reveal !== null && { reveal: JSON.parse(row.reveal) }),
    ...(row.kind === 'phone' && { number: row.number, nonce }),
  };
  // What the device would refuse is not signed.
  const signed: RequestClaims = requestClaims.parse(claims);
  return keys.sign(requestType, signed);
}
