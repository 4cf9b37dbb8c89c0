import { z } from 'zod';
import { thumbprint } from '../bundle/receipt.ts';
import { collectorId, itemId, presetId, sha256 } from '../collector/collector.ts';
import { incidentNumber } from './incident.ts';
import { role } from './roles.ts';

/**
 * An engineer's request, signed by the organisation and verified by the device: a compact JWS (RFC
 * 7515) with a JWT's claims (RFC 7519), EdDSA by the organisation key, header `alg: EdDSA`, `typ:
 * candor-request+jwt`, `kid` = `iss`.
 *
 * A device accepts a request only when all of this is true: the signature verifies with the PINNED
 * key (never a key in the message), `typ` and `alg` have these values, the claims parse with
 * `requestClaims`, `iss` is the pinned fingerprint, `sub` is this device, `nbf` ≤ now < `exp`, and
 * `jti` was never accepted before. Each `jti` works once.
 */
export const requestType = 'candor-request+jwt';

/** Seconds. The longest time from `nbf` to `exp`; a longer request is malformed. */
export const longestRequestSeconds = 30 * 24 * 3600;

export const requestKinds = ['machine', 'phone', 'reveal'] as const;
export const requestKind = z.enum(requestKinds);
export type RequestKind = z.infer<typeof requestKind>;

/**
 * The requested content: a preset, or collectors by name, never both. A device collects exactly
 * what is listed here.
 */
export const requestScope = z.union([
  z.strictObject({ preset: presetId }),
  z.strictObject({
    collectors: z
      .array(collectorId)
      .min(1)
      .max(60)
      .refine(
        (all) => new Set(all).size === all.length,
        'must not contain the same collector twice',
      ),
  }),
]);
export type RequestScope = z.infer<typeof requestScope>;

/** Who makes the request, as the person reads it. */
export const asker = z.strictObject({ id: z.uuid(), name: z.string().min(1).max(100), role });
export type Asker = z.infer<typeof asker>;

/**
 * The reason for the request, for the person. Shown as plain text, in full, and marked as the
 * engineer's own words.
 */
export const requestReason = z.string().trim().min(3).max(1000);
/** The person's words when they decline or report; may be empty. */
export const requestSentence = z.string().trim().min(1).max(1000);

/**
 * Eight characters without look-alikes (no B I L O S U Z, no 0 1 2 5 8): 24^8 = 1.1 × 10^11 codes.
 */
export const codeAlphabet = 'ACDEFGHJKMNPQRTVWXY34679';
export const codeLength = 8;
export const shortCode = z.string().regex(new RegExp(`^[${codeAlphabet}]{${codeLength}}$`));
/** Milliseconds until a new code expires. */
export const codeLifeMs = 10 * 60_000;

/** The two digits on both screens. */
export const matchNumber = z.string().regex(/^\d{2}$/);

/** One pseudonym in one item of a bundle from this device. */
export const revealTarget = z.strictObject({
  submission: z.uuid(),
  manifestHash: sha256,
  item: itemId,
  pseudonym: z.string().min(1).max(80),
});
export type RevealTarget = z.infer<typeof revealTarget>;

const claims = z.strictObject({
  /** Thumbprint of the organisation key. */
  iss: thumbprint,
  /** The device: its key's thumbprint. */
  sub: thumbprint,
  jti: z.uuid(),
  /** Seconds since 1970, by the desk's clock. */
  iat: z.number().int(),
  nbf: z.number().int(),
  exp: z.number().int(),
  organisation: z.string().min(1).max(200),
  engineer: asker,
  /** The incident that it belongs to; null for none. */
  incident: incidentNumber.nullable(),
  reason: requestReason,
});
const inTime = ({ iat, nbf, exp }: { iat: number; nbf: number; exp: number }) =>
  iat <= exp && nbf < exp && exp - nbf <= longestRequestSeconds;

export const requestClaims = z
  .discriminatedUnion('kind', [
    claims.extend({ kind: z.literal('machine'), scope: requestScope }),
    /**
     * The answer to a redeemed code, created and signed for the device that redeemed it. `nonce` is
     * the one that the device sent: any other answer, even with a valid signature, is not the
     * answer to this code.
     */
    claims.extend({
      kind: z.literal('phone'),
      scope: requestScope,
      number: matchNumber,
      nonce: z.uuid(),
    }),
    claims.extend({ kind: z.literal('reveal'), reveal: revealTarget }),
  ])
  .refine(inTime, 'nbf must be before exp, by at most 30 days');
export type RequestClaims = z.infer<typeof requestClaims>;

/** Compact JWS; see `requestType`. */
export const signedRequest = z
  .string()
  .max(20_000)
  .regex(/^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/);

/**
 * created → delivered (on the device) → seen (opened by the person) → collecting → in-review →
 * sent, and the final states: `declined` and `reported` ("this looks wrong") by the person,
 * `withdrawn` by an engineer, `expired` by the clock.
 */
export const requestStates = [
  'created',
  'delivered',
  'seen',
  'collecting',
  'in-review',
  'sent',
  'declined',
  'reported',
  'withdrawn',
  'expired',
] as const;
export const requestState = z.enum(requestStates);
export type RequestState = z.infer<typeof requestState>;

/** The allowed next states. A step may be skipped but not undone; a final state stays. */
export const nextRequestStates: Readonly<Record<RequestState, readonly RequestState[]>> = {
  created: [
    'delivered',
    'seen',
    'collecting',
    'in-review',
    'sent',
    'declined',
    'reported',
    'withdrawn',
    'expired',
  ],
  delivered: [
    'seen',
    'collecting',
    'in-review',
    'sent',
    'declined',
    'reported',
    'withdrawn',
    'expired',
  ],
  seen: ['collecting', 'in-review', 'sent', 'declined', 'reported', 'withdrawn', 'expired'],
  collecting: ['in-review', 'sent', 'declined', 'reported', 'withdrawn', 'expired'],
  'in-review': ['collecting', 'sent', 'declined', 'reported', 'withdrawn', 'expired'],
  sent: ['reported'],
  declined: ['reported'],
  reported: [],
  withdrawn: ['reported'],
  expired: ['reported'],
};

/** States in which the device no longer shows the request. */
export const endStates: readonly RequestState[] = [
  'sent',
  'declined',
  'reported',
  'withdrawn',
  'expired',
];

export const requestEvent = z.strictObject({
  state: requestState,
  at: z.iso.datetime(),
  /** The person's words with `declined` and `reported`, the engineer's with `withdrawn`. */
  sentence: requestSentence.nullable(),
});
export type RequestEvent = z.infer<typeof requestEvent>;

/** The device's report about a request. `submission`: the bundle that answers it. */
export const requestReport = z.discriminatedUnion('state', [
  z.strictObject({ state: z.enum(['delivered', 'seen', 'collecting', 'in-review']) }),
  z.strictObject({ state: z.enum(['declined', 'reported']), sentence: requestSentence.nullable() }),
  z.strictObject({ state: z.literal('sent'), submission: z.uuid() }),
]);
export type RequestReport = z.infer<typeof requestReport>;

/** The current state of the request at the desk. */
export const requestStanding = z.strictObject({
  jti: z.uuid(),
  state: requestState,
  at: z.iso.datetime(),
});
export type RequestStanding = z.infer<typeof requestStanding>;

/**
 * Payload of the JWS by the DEVICE key (EdDSA, `typ: candor-reveal+jws`, `kid` = device id) with
 * which the person's computer answers a reveal request. `sealed`: the value (UTF-8), sealed with
 * age to the policy's recipients and base64-encoded, because an inspecting proxy must not read what
 * it cannot read in the bundle. `unknown`: the computer no longer knows the value of the pseudonym.
 */
export const revealType = 'candor-reveal+jws';
const revealed = z.strictObject({ request: z.uuid(), ...revealTarget.shape, at: z.iso.datetime() });
export const revealAnswer = z.discriminatedUnion('answer', [
  revealed.extend({ answer: z.literal('value'), sealed: z.base64().max(24_000) }),
  revealed.extend({ answer: z.literal('declined'), sentence: requestSentence.nullable() }),
  revealed.extend({ answer: z.literal('unknown') }),
]);
/** Maximum characters of a value that can be revealed. */
export const longestRevealed = 4000;
/** Maximum characters of the JWS around such a value, with the largest number of recipients. */
export const longestReveal = 40_000;
export type RevealAnswer = z.infer<typeof revealAnswer>;
export const signedReveal = z.strictObject({ jws: z.string().max(longestReveal) });
export type SignedReveal = z.infer<typeof signedReveal>;
