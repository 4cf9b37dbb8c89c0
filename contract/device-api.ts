import { z } from 'zod';
import { sha256 } from './collector.ts';
import { incidentNumber, incidentView, messageText } from './incident.ts';
import { publicKey, thumbprint } from './receipt.ts';
import { appError } from './result.ts';

/**
 * What agents and desk say to each other over HTTP. Each call but `GET /v1/desk` carries
 * `Authorization: Bearer <JWT>`: EdDSA by the device key, header `kid` = device id, claims `aud` = the organisation key's
 * thumbprint, `iat`, `exp` (at most 120 s later), `jti`, `htm` and `htu` (method and path, as in RFC 9449).
 */
export const deviceRoutes = {
  /** Public. Answers `deskIdentity`; its `Date` header is the desk's clock. */
  desk: '/v1/desk',
  /** PUT `deviceRegistration`: makes the device known. Idempotent. The JWT is verified with the key in the body. */
  device: '/v1/device',
  /** tus 1.0 collection; upload metadata `submission` (UUID), `sha256` (of the sealed bytes). */
  uploads: '/v1/uploads',
  /** GET `/v1/submissions/:id` → `submissionAnswer`. */
  submissions: '/v1/submissions',
  /** GET `/v1/incidents/:number` → `incidentView`; POST `/v1/incidents/:number/messages` `personMessage` → `incidentView`. */
  incidents: '/v1/incidents',
} as const;

export const deskIdentity = z.strictObject({
  product: z.literal('candor-desk'),
  version: z.string(),
  organisation: z.string(),
  fingerprint: thumbprint,
});
export type DeskIdentity = z.infer<typeof deskIdentity>;

export const deviceRegistration = z.strictObject({ publicKey, platform: z.string().max(20), agentVersion: z.string().max(40) });
export type DeviceRegistration = z.infer<typeof deviceRegistration>;

/** Payload of the JWS by the organisation key with which the desk says: durable, verified, and this is its number. */
export const acceptance = z.strictObject({
  submission: z.uuid(),
  device: thumbprint,
  manifestHash: sha256,
  incident: incidentNumber,
  acceptedAt: z.iso.datetime(),
});
export type Acceptance = z.infer<typeof acceptance>;

export const submissionAnswer = z.discriminatedUnion('state', [
  z.strictObject({ state: z.literal('unknown') }),
  z.strictObject({ state: z.literal('checking') }),
  z.strictObject({ state: z.literal('accepted'), acceptance: z.string().max(10_000), incident: incidentView }),
  z.strictObject({ state: z.literal('refused'), problem: appError }),
]);
export type SubmissionAnswer = z.infer<typeof submissionAnswer>;

/** `id` is made by the agent, so that a message sent twice is one message. */
export const personMessage = z.strictObject({ id: z.uuid(), text: messageText });
export type PersonMessage = z.infer<typeof personMessage>;
