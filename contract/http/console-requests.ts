import { z } from 'zod';
import { thumbprint } from '../bundle/receipt.ts';
import { collectorId, itemId, presetId } from '../collector/collector.ts';
import { incidentNumber } from './incident.ts';
import {
  asker,
  longestRevealed,
  matchNumber,
  requestEvent,
  requestKind,
  requestReason,
  requestScope,
  requestSentence,
  requestState,
  revealTarget,
} from './request.ts';

/** A device in the console. */
export const deskDevice = z.strictObject({
  id: thumbprint,
  name: z.string().max(100).nullable(),
  owner: z.string().max(100).nullable(),
  platform: z.string().max(20),
  agentVersion: z.string().max(40),
  registeredAt: z.iso.datetime(),
  seenAt: z.iso.datetime(),
  /** It has an open stream, so a request reaches it at once. */
  connected: z.boolean(),
  verified: z.boolean(),
  revoked: z.strictObject({ at: z.iso.datetime(), reason: z.string().max(300) }).nullable(),
});
export type DeskDevice = z.infer<typeof deskDevice>;

const label = z.string().trim().min(1).max(100);
export const deviceChange = z.strictObject({ name: label.nullable(), owner: label.nullable() });
export type DeviceChange = z.infer<typeof deviceChange>;
export const revocation = z.strictObject({
  reason: z.string().trim().min(3).max(300),
  /** Also deletes every incident from this device. */
  deleteIncidents: z.boolean().default(false),
});
export type Revocation = z.infer<typeof revocation>;

export const enrolmentToken = z.strictObject({
  id: z.uuid(),
  label,
  uses: z.number().int(),
  usesLeft: z.number().int(),
  createdAt: z.iso.datetime(),
  createdBy: z.string().max(100),
  expiresAt: z.iso.datetime(),
  state: z.enum(['good', 'spent', 'expired', 'revoked']),
});
export type EnrolmentToken = z.infer<typeof enrolmentToken>;
export const createEnrolment = z.strictObject({
  label,
  uses: z.number().int().min(1).max(100_000),
  days: z.number().int().min(1).max(365),
});
export type CreateEnrolment = z.infer<typeof createEnrolment>;
/** `token` is shown only in this response; the desk stores only its hash. */
export const createdEnrolment = z.strictObject({
  token: z.string().max(200),
  enrolment: enrolmentToken,
});
export type CreatedEnrolment = z.infer<typeof createdEnrolment>;

const common = { reason: requestReason, incident: incidentNumber.nullable() };
export const createRequest = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('machine'),
    device: thumbprint,
    scope: requestScope,
    /** Minutes until it expires. */
    minutes: z
      .number()
      .int()
      .min(5)
      .max(30 * 24 * 60),
    ...common,
  }),
  z.strictObject({ kind: z.literal('phone'), scope: requestScope, ...common }),
  z.strictObject({
    kind: z.literal('reveal'),
    incident: incidentNumber,
    item: itemId,
    pseudonym: revealTarget.shape.pseudonym,
    reason: requestReason,
  }),
]);
export type CreateRequest = z.infer<typeof createRequest>;

/** A request in the console. */
export const deskRequest = z.strictObject({
  jti: z.uuid(),
  kind: requestKind,
  state: requestState,
  engineer: asker,
  /** Null until the code has been redeemed. */
  device: z
    .strictObject({ id: thumbprint, name: z.string().max(100).nullable(), verified: z.boolean() })
    .nullable(),
  incident: incidentNumber.nullable(),
  reason: z.string().max(1000),
  scope: z
    .union([
      z.strictObject({ preset: presetId }),
      z.strictObject({ collectors: z.array(collectorId).max(60) }),
    ])
    .nullable(),
  reveal: z.strictObject({ item: itemId, pseudonym: z.string().max(100) }).nullable(),
  /** The value that the person revealed. */
  answer: z.string().max(longestRevealed).nullable(),
  /**
   * By phone: the two digits that both people read out, and when the code expires or was redeemed.
   */
  call: z
    .strictObject({
      number: matchNumber,
      codeExpiresAt: z.iso.datetime(),
      redeemedAt: z.iso.datetime().nullable(),
    })
    .nullable(),
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
  events: z.array(requestEvent).max(100),
  /** The incident created from the bundle. */
  result: incidentNumber.nullable(),
  /** Who looked at a reported request; null when no one has. */
  acknowledgedBy: z.string().max(100).nullable(),
});
export type DeskRequest = z.infer<typeof deskRequest>;

/** `code`: what the engineer reads out; shown only in this response. */
export const createdRequest = z.strictObject({
  request: deskRequest,
  code: z.string().max(20).nullable(),
});
export type CreatedRequest = z.infer<typeof createdRequest>;

export const requestWithdrawal = z.strictObject({ sentence: requestSentence.nullable() });
export type RequestWithdrawal = z.infer<typeof requestWithdrawal>;
