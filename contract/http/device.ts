import { z } from 'zod';
import type { HttpContract } from './define.ts';
import {
  codeRedemption,
  deskIdentity,
  deviceEnrolment,
  deviceEvents,
  deviceRegistration,
  deviceStanding,
  openRequests,
  personMessage,
  redeemedCode,
  submissionAnswer,
  withdrawn,
} from './device-api.ts';
import { incidentView } from './incident.ts';
import { requestReport, requestStanding, signedReveal } from './request.ts';

const request = z.object({ jti: z.uuid().toLowerCase() });
const submission = z.object({ id: z.uuid().toLowerCase() });
const incident = z.object({ number: z.string().max(100) });
const upload = z.object({ id: z.string().max(100) });

/** The media type of tus 1.0. Its headers are in https://tus.io/protocols/resumable-upload. */
const tusBody = 'application/offset+octet-stream';

/**
 * The API between agents and desk. Every call with access `device` or `registration` carries
 * `Authorization: Bearer <JWT>`: EdDSA by the device key, header `kid` = device id, claims `aud` =
 * the organisation key's thumbprint, `iat`, `exp` (at most 120 s later), `jti`, `htm` and `htu`
 * (method and path, as in RFC 9449).
 */
export const deviceApi = {
  'desk.identify': {
    summary:
      'Identifies the desk. With `nonce` it proves that it has the organisation’s key. Its `Date` header is the desk’s clock.',
    method: 'GET',
    path: '/v1/desk',
    query: z.object({ nonce: z.uuid().optional() }),
    response: deskIdentity,
    access: 'public',
  },
  'device.register': {
    summary:
      'Registers the device as unverified. Idempotent. The JWT is verified with the key in the body.',
    method: 'PUT',
    path: '/v1/device',
    body: deviceRegistration,
    errors: ['too-many-attempts'],
    access: 'registration',
  },
  'device.enrol': {
    summary:
      'Registers the device as verified. Idempotent. The JWT is verified with the key in the body.',
    method: 'POST',
    path: '/v1/device/enrol',
    body: deviceEnrolment,
    response: deviceStanding,
    errors: ['enrolment-invalid', 'too-many-attempts'],
    access: 'registration',
  },
  'device.listen': {
    summary:
      'Streams changes for the device. Sends every open request again at each connection, and a comment line every 25 s to keep the connection alive. A newer stream ends the older one.',
    method: 'GET',
    path: '/v1/device/events',
    events: deviceEvents,
    errors: ['too-many-attempts'],
    access: 'device',
  },
  'device.redeemCode': {
    summary: 'Exchanges a code that an engineer read out for the signed request.',
    method: 'POST',
    path: '/v1/device/codes',
    body: codeRedemption,
    response: redeemedCode,
    errors: ['code-wrong', 'too-many-attempts'],
    access: 'device',
  },
  'requests.open': {
    summary: 'Lists the open requests, for a device that cannot hold a stream.',
    method: 'GET',
    path: '/v1/device/requests',
    response: openRequests,
    access: 'device',
  },
  'requests.report': {
    summary:
      'Reports the person’s progress with a request. Repeating a report has no effect; a step back, or a report after the end, is 409.',
    method: 'POST',
    path: '/v1/device/requests/:jti/state',
    params: request,
    body: requestReport,
    response: requestStanding,
    errors: ['not-found', 'conflict', 'too-many-attempts'],
    access: 'device',
  },
  'requests.reveal': {
    summary: 'Answers a request for the value behind a pseudonym.',
    method: 'POST',
    path: '/v1/device/requests/:jti/reveal',
    params: request,
    body: signedReveal,
    response: requestStanding,
    errors: ['not-found', 'conflict', 'too-many-attempts'],
    access: 'device',
  },
  'uploads.create': {
    summary:
      'Begins a tus upload with metadata `submission` (UUID) and `sha256` (of the sealed bytes).',
    method: 'POST',
    path: '/v1/uploads',
    raw: { status: 201, body: tusBody },
    errors: ['not-found', 'conflict', 'too-large', 'too-many-attempts'],
    access: 'device',
  },
  'uploads.offset': {
    summary: 'Returns how many bytes of an upload the desk has.',
    method: 'HEAD',
    path: '/v1/uploads/:id',
    params: upload,
    raw: { status: 200 },
    errors: ['not-found'],
    access: 'device',
  },
  'uploads.append': {
    summary: 'Appends bytes to an upload.',
    method: 'PATCH',
    path: '/v1/uploads/:id',
    params: upload,
    raw: { status: 204, body: tusBody },
    errors: ['not-found', 'conflict', 'too-large'],
    access: 'device',
  },
  'uploads.cancel': {
    summary: 'Cancels an incomplete upload.',
    method: 'DELETE',
    path: '/v1/uploads/:id',
    params: upload,
    raw: { status: 204 },
    errors: ['not-found', 'conflict'],
    access: 'device',
  },
  'submissions.read': {
    summary: 'Returns whether a bundle was accepted.',
    method: 'GET',
    path: '/v1/submissions/:id',
    params: submission,
    response: submissionAnswer,
    signed: true,
    access: 'device',
  },
  'submissions.withdraw': {
    summary:
      'Deletes a bundle and everything that was read from it, and signs the deletion. Idempotent.',
    method: 'DELETE',
    path: '/v1/submissions/:id',
    params: submission,
    response: withdrawn,
    signed: true,
    errors: ['not-found', 'conflict'],
    access: 'device',
  },
  'incidents.read': {
    summary: 'Returns an incident of this device as the person sees it.',
    method: 'GET',
    path: '/v1/incidents/:number',
    params: incident,
    response: incidentView,
    signed: true,
    errors: ['not-found'],
    access: 'device',
  },
  'incidents.sendMessage': {
    summary: 'Sends a message to the engineer.',
    method: 'POST',
    path: '/v1/incidents/:number/messages',
    params: incident,
    body: personMessage,
    response: incidentView,
    signed: true,
    errors: ['not-found', 'conflict', 'too-many-attempts'],
    access: 'device',
  },
} as const satisfies HttpContract;
export type DeviceApi = typeof deviceApi;
