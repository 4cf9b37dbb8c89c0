import { z } from 'zod';
import { publicKey, thumbprint } from '../bundle/receipt.ts';
import { sha256 } from '../collector/collector.ts';
import { appError } from '../errors/result.ts';
import { plainName } from '../primitives/plain-name.ts';
import { incidentNumber, incidentView, messageText } from './incident.ts';
import { requestStanding, shortCode, signedRequest } from './request.ts';

/**
 * The path prefix of the agents' API, for tests and benchmarks; `contract/http/device.ts` declares
 * the calls.
 */
export const deviceRoutes = {
  desk: '/v1/desk',
  device: '/v1/device',
  enrol: '/v1/device/enrol',
  events: '/v1/device/events',
  requests: '/v1/device/requests',
  codes: '/v1/device/codes',
  uploads: '/v1/uploads',
  submissions: '/v1/submissions',
  incidents: '/v1/incidents',
} as const;

export const deskIdentity = z.strictObject({
  product: z.literal('candor-desk'),
  version: z.string().max(60),
  organisation: z.string().max(200),
  fingerprint: thumbprint,
  /**
   * Only for `?nonce=`: JWS by the organisation key (EdDSA, `typ: candor-greeting+jws`), payload
   * `deskGreeting`. It proves that this desk has the key; the fingerprint alone is only a claim.
   */
  greeting: z.string().max(4000).optional(),
});
export type DeskIdentity = z.infer<typeof deskIdentity>;

export const greetingType = 'candor-greeting+jws';
/**
 * `address` is the desk's own address, as in its policy; a device compares it with its pin, and
 * `nonce` with its own.
 */
export const deskGreeting = z.strictObject({
  nonce: z.uuid(),
  address: z.url().max(500),
  organisation: z.string().max(200),
  fingerprint: thumbprint,
  at: z.iso.datetime(),
  /** The newest Candor version that the desk knows: its own. */
  version: z.string().regex(/^\d{1,6}\.\d{1,6}\.\d{1,6}(?:-[\w.]{1,20})?$/),
});
export type DeskGreeting = z.infer<typeof deskGreeting>;

/**
 * Header of each successful response below `submissions` and `incidents`: JWS by the organisation
 * key (EdDSA, `typ: candor-answer+jws`), payload `signedAnswer`.
 */
export const answerSignature = 'candor-signature';
export const answerType = 'candor-answer+jws';
/**
 * Hashes of the request's exact `Authorization` header, and of the body before any content
 * encoding.
 */
export const signedAnswer = z.strictObject({ request: sha256, body: sha256 });
export type SignedAnswer = z.infer<typeof signedAnswer>;

export const deviceRegistration = z.strictObject({
  publicKey,
  platform: z.string().max(20),
  agentVersion: z.string().max(40),
});
export type DeviceRegistration = z.infer<typeof deviceRegistration>;

/**
 * `name` and `owner` only when IT's policy sets them: a computer's own name may be a person's name.
 */
export const deviceEnrolment = deviceRegistration.extend({
  token: z.string().min(20).max(100),
  name: plainName.nullable(),
  owner: plainName.nullable(),
});
export type DeviceEnrolment = z.infer<typeof deviceEnrolment>;

export const deviceStanding = z.strictObject({ device: thumbprint, verified: z.boolean() });
export type DeviceStanding = z.infer<typeof deviceStanding>;

/**
 * The events of the stream: `event:` is the key, `data:` one line of JSON. `request` is verified
 * like any other request. The other events only say "refresh" or "stop", so a desk that lies can
 * hide something but cannot show anything.
 */
export const deviceEvents = {
  request: z.strictObject({ jws: signedRequest }),
  /** A request that ended at the desk: `withdrawn` or `expired`. */
  'request-ended': requestStanding,
  /** GET it again. */
  incident: z.strictObject({ number: incidentNumber }),
  /** The last event of the stream: the desk accepts nothing more from this device. */
  revoked: appError,
} as const;
export type DeviceEventName = keyof typeof deviceEvents;

export const openRequests = z.strictObject({ requests: z.array(signedRequest).max(1000) });
export type OpenRequests = z.infer<typeof openRequests>;

/** The device creates `nonce` for this one attempt; the signed answer repeats it. */
export const codeRedemption = z.strictObject({ code: shortCode, nonce: z.uuid() });
export type CodeRedemption = z.infer<typeof codeRedemption>;
export const redeemedCode = z.strictObject({ jws: signedRequest });
export type RedeemedCode = z.infer<typeof redeemedCode>;

export const acceptanceType = 'candor-acceptance+jws';
/**
 * Payload of the JWS by the organisation key that confirms: the bundle is stored and verified, and
 * this is its number.
 */
export const acceptance = z.strictObject({
  submission: z.uuid(),
  device: thumbprint,
  manifestHash: sha256,
  incident: incidentNumber,
  acceptedAt: z.iso.datetime(),
});
export type Acceptance = z.infer<typeof acceptance>;

export const withdrawalType = 'candor-withdrawal+jws';
/**
 * Payload of the JWS by the organisation key that confirms: the bundle and everything read from it
 * are deleted.
 */
export const withdrawal = z.strictObject({
  submission: z.uuid(),
  device: thumbprint,
  manifestHash: sha256,
  incident: incidentNumber,
  deletedAt: z.iso.datetime(),
});
export type Withdrawal = z.infer<typeof withdrawal>;
export const withdrawn = z.strictObject({ withdrawal: z.string().max(10_000) });
export type Withdrawn = z.infer<typeof withdrawn>;

export const submissionAnswer = z.discriminatedUnion('state', [
  z.strictObject({ state: z.literal('unknown') }),
  z.strictObject({ state: z.literal('checking') }),
  z.strictObject({
    state: z.literal('accepted'),
    acceptance: z.string().max(10_000),
    incident: incidentView,
    /** JWS, after the person asked for deletion. */
    withdrawal: z.string().max(10_000).optional(),
  }),
  z.strictObject({ state: z.literal('refused'), problem: appError }),
]);
export type SubmissionAnswer = z.infer<typeof submissionAnswer>;

/** The agent creates `id`, so that a message sent twice counts once. */
export const personMessage = z.strictObject({ id: z.uuid(), text: messageText });
export type PersonMessage = z.infer<typeof personMessage>;
