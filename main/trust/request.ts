import { z } from 'zod';
import { verifyJws } from '#bundle/jws.ts';
import { type PublicKey, thumbprint } from '#contract/bundle/receipt.ts';
import {
  type RequestClaims,
  requestClaims,
  requestType,
  signedRequest,
} from '#contract/http/request.ts';

/** Why a message that claims to be a request is not one. */
export type Refusal =
  | 'malformed'
  | 'wrong-signature'
  | 'wrong-type'
  | 'wrong-organisation'
  | 'wrong-device'
  | 'not-yet-valid'
  | 'expired'
  | 'too-old'
  | 'used'
  | 'wrong-way'
  | 'too-many';

export type Verdict =
  | { ok: true; claims: RequestClaims }
  /** `detail` is for the log, and quotes only the part of the message that explains the reason. */
  | { ok: false; refusal: Refusal; detail: string };

export interface Trusted {
  pin: { publicKey: PublicKey; fingerprint: string };
  /** This device's id. */
  device: string;
  /** Milliseconds since 1970 by the DESK's clock, as the organisation signed it; see `createDeskClock`. */
  now: number;
  /** Whether a request with this `jti` was accepted before. */
  taken: (jti: string) => boolean;
  /** Seconds: requests issued earlier are refused, because the record of accepted ones was lost. */
  notBefore?: number;
}

/**
 * Seconds by which a request may begin in the future. It is compared with a time that the organisation signed, which is
 * delayed by the network and never ahead: so the end of a request needs no tolerance, and gets none.
 */
export const clockToleranceSeconds = 60;

/** Exactly these fields: a header with a key, the address of a key or an extension is refused. */
const header = z.strictObject({
  alg: z.literal('EdDSA'),
  typ: z.literal(requestType),
  kid: thumbprint,
});

/**
 * Verifies one signed request against what IT configured on this device, and nothing else. Pure: the same input has the same
 * result, and nothing is remembered. Never throws.
 */
export async function verifyRequest(jws: unknown, trusted: Trusted): Promise<Verdict> {
  const { pin, device, now, taken, notBefore = 0 } = trusted;
  const compact = signedRequest.safeParse(jws);
  if (!compact.success) return refused('malformed', 'not a compact JWS');
  const head = headerOf(compact.data);
  if (!header.safeParse(head).success) {
    const type = typeof head === 'object' && head !== null ? Reflect.get(head, 'typ') : undefined;
    return refused(
      type === requestType ? 'malformed' : 'wrong-type',
      `header ${JSON.stringify(head)?.slice(0, 200)}`,
    );
  }
  let document: unknown;
  try {
    document = await verifyJws(
      compact.data,
      { publicKey: pin.publicKey, type: requestType },
      z.unknown(),
    );
  } catch (thrown) {
    return refused('wrong-signature', String(thrown).slice(0, 200));
  }
  // From here on the organisation signed it; a claim that breaks the contract is its mistake, and still refused.
  const parsed = requestClaims.safeParse(document);
  if (!parsed.success) return refused('malformed', z.prettifyError(parsed.error).slice(0, 500));
  const claims = parsed.data;
  const { kid } = header.parse(head);
  if (claims.iss !== pin.fingerprint || kid !== pin.fingerprint)
    return refused('wrong-organisation', `iss ${claims.iss}, kid ${kid}`);
  if (claims.sub !== device) return refused('wrong-device', `sub ${claims.sub}`);
  const seconds = now / 1000;
  if (claims.nbf > seconds + clockToleranceSeconds)
    return refused('not-yet-valid', `nbf ${claims.nbf}, now ${Math.floor(seconds)}`);
  if (claims.exp <= seconds)
    return refused('expired', `exp ${claims.exp}, now ${Math.floor(seconds)}`);
  if (claims.iat < notBefore)
    return refused('too-old', `iat ${claims.iat}, not before ${notBefore}`);
  if (taken(claims.jti)) return refused('used', `jti ${claims.jti}`);
  return { ok: true, claims };
}

const refused = (refusal: Refusal, detail: string): Verdict => ({ ok: false, refusal, detail });

function headerOf(jws: string): unknown {
  try {
    return JSON.parse(Buffer.from(jws.slice(0, jws.indexOf('.')), 'base64url').toString('utf8'));
  } catch {
    return null;
  }
}
