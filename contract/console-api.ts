import { z } from 'zod';
import { description } from './description.ts';
import { finding } from './finding.ts';
import { deskTimelineEntry, incidentNumber, incidentStatus, messageText, mostTimelineEntries } from './incident.ts';
import { manifest } from './manifest.ts';
import { signedReceipt, thumbprint } from './receipt.ts';
import { allowance, role } from './roles.ts';
import { text } from './text.ts';

/**
 * What the console asks of the desk. Every call but GET and POST `/api/session`, POST `/api/setup`, `/api/join` and `/api/reset` needs
 * the session cookie; every change needs the header `x-candor-csrf` with the session's token. Calls that name a scope in
 * `tokenScopes` may instead carry `Authorization: Bearer candor_…`, an engineer's token for the command line.
 */
export const consoleRoutes = {
  /** GET → `consoleSession`; POST `signIn` → `consoleSession`; DELETE signs out. */
  session: '/api/session',
  /** POST `setup` → `consoleSession`. Exists until the first account is made, then answers 404 for ever. */
  setup: '/api/setup',
  /**
   * GET `incidentQuery` → `incidentPage`, newest first; GET, PATCH `/api/incidents/:number` → `incidentDetail`; PUT
   * `/api/incidents/:number/assignee` `handover` → `incidentDetail`; POST `/api/incidents/:number/deletion` `deletion`.
   */
  incidents: '/api/incidents',
  /** GET → `assignee[]`: everybody who can be given an incident. */
  assignees: '/api/assignees',
  /**
   * Server-sent events: `incident` carries `incidentEvent`, `changed` an incident's number, `requests` a request's id,
   * `devices` a device's. A token of the command line hears no `incident`: it holds what people wrote.
   */
  events: '/api/events',
  /** GET `deviceQuery` → `devicePage`; GET `/api/devices/:id` → `deskDevice`; PATCH `/api/devices/:id` `deviceChange`; POST `/api/devices/:id/revocation` `revocation`, DELETE to let it in again. */
  devices: '/api/devices',
  /** GET → `enrolmentToken[]`; POST `enrolmentWish` → `madeEnrolment`; DELETE `/api/enrolments/:id`. */
  enrolments: '/api/enrolments',
  /**
   * GET `requestQuery` → `requestPage`; POST `requestWish` → `madeRequest`; GET `/api/requests/:jti` → `deskRequest`;
   * POST `/api/requests/:jti/withdrawal` and, for a reported one, `/api/requests/:jti/acknowledgement`.
   */
  requests: '/api/requests',
  /** GET → `deskRequest[]`: what people reported as wrong and nobody has looked at yet. */
  reports: '/api/reports',
  /**
   * GET → `person[]`; POST `invitationWish` → `madeInvitation`; PATCH `/api/people/:id` `personChange`;
   * POST `/api/people/:id/password-reset` → `offeredReset`.
   */
  people: '/api/people',
  /** POST `joining` → `consoleSession`: makes the account of an invitation. */
  join: '/api/join',
  /** POST `passwordReset`: sets a new password by the link of an administrator. */
  reset: '/api/reset',
  /** GET → `account`; DELETE `/unfinished-sign-ins`; POST `/password`; POST, PUT, DELETE `/second-factor`; POST `/tokens`, DELETE `/tokens/:id`. */
  account: '/api/account',
  /** GET, PUT `deskSettings`. */
  settings: '/api/settings',
  /** GET `auditQuery` → `auditPage`; GET `/api/audit/export` → NDJSON; POST `/api/audit/verification` → `auditVerdict`. */
  audit: '/api/audit',
  /**
   * GET: leads the browser to the organisation's own sign-in, and back to `…/callback`. 404 when there is none. With
   * `?confirm` the person proves there again who they are, and comes back to `/account`.
   */
  oidc: '/api/oidc',
} as const;
export const csrfHeader = 'x-candor-csrf';

export const password = z.string().min(12).max(200);
const name = z.string().trim().min(1).max(100);

export const engineer = z.strictObject({ id: z.string().max(100), name, role });
export type Engineer = z.infer<typeof engineer>;

/** Somebody entered the right password of this account, and no second factor. `address`: of the network. */
export const unfinishedSignIn = z.strictObject({ at: z.iso.datetime(), address: z.string().max(100) });
export type UnfinishedSignIn = z.infer<typeof unfinishedSignIn>;

export const consoleSession = z.strictObject({
  organisation: z.string().max(200),
  setupNeeded: z.boolean(),
  engineer: engineer.nullable(),
  /** Null without a session. */
  csrf: z.string().max(200).nullable(),
  /** What the engineer may ask computers for; null without a session, and for auditors. */
  mayAsk: allowance.nullable(),
  /** What the organisation's own sign-in is called, where the desk has one. */
  oidc: z.string().max(200).nullable(),
  /** What the engineer has to know about their own account, newest first; until they say that they have read it. */
  unfinishedSignIns: z.array(unfinishedSignIn).max(1000),
});
export type ConsoleSession = z.infer<typeof consoleSession>;

/** `code`: six digits or a recovery code; 401 `second-factor-needed` asks for it. */
export const signIn = z.strictObject({
  name,
  password: z.string().min(1).max(200),
  code: z.string().trim().min(6).max(20).optional(),
});
export type SignIn = z.infer<typeof signIn>;

export const setup = z.strictObject({ token: z.string().min(1).max(200), name, password });
export type Setup = z.infer<typeof setup>;

export const incidentSummary = z.strictObject({
  number: incidentNumber,
  status: incidentStatus,
  receivedAt: z.iso.datetime(),
  summary: z.string().max(200),
  severity: description.shape.severity,
  device: thumbprint,
  /** As IT or the desk's people named it; null where nobody did. */
  deviceName: z.string().max(100).nullable(),
  /** Enrolled by a token of IT's. */
  deviceVerified: z.boolean(),
  /** The engineer's name; null: nobody. */
  assignee: z.string().max(100).nullable(),
  /** Their account: names are not unique. Null also where an older desk stored a name that fits no single account. */
  assigneeId: z.uuid().nullable(),
  findings: z.strictObject({ critical: z.number().int(), warning: z.number().int(), info: z.number().int() }),
  /** The last message is the person's: somebody waits for an answer. */
  awaitsAnswer: z.boolean(),
});
export type IncidentSummary = z.infer<typeof incidentSummary>;

/** One line of the machine at a glance; `item` is where it was read. */
export const glanceFact = z.strictObject({ label: text, value: z.string().max(500), item: z.string().max(200) });
export type GlanceFact = z.infer<typeof glanceFact>;

/** One check that the desk made when the bundle came in. */
export const verification = z.strictObject({ check: text, passed: z.boolean(), detail: z.string().max(20_000).nullable() });
export type Verification = z.infer<typeof verification>;

/** The request that a bundle answers: who asked, why, and in which incident. */
export const answeredRequest = z.strictObject({
  jti: z.uuid(),
  engineer: z.string().max(100),
  reason: z.string().max(1000),
  incident: incidentNumber.nullable(),
});
export type AnsweredRequest = z.infer<typeof answeredRequest>;
/** A bundle that came because an engineer asked for it in this incident; it is an incident of its own. */
export const incidentAnswer = z.strictObject({ request: z.uuid(), incident: incidentNumber, at: z.iso.datetime() });
export type IncidentAnswer = z.infer<typeof incidentAnswer>;

export const incidentDetail = incidentSummary.extend({
  /** Null when the person left it out. */
  description: description.nullable(),
  glance: z.array(glanceFact).max(500),
  findingList: z.array(finding).max(500),
  failedAnalyzers: z.array(z.string().max(40)).max(500),
  manifest,
  manifestHash: z.string().max(64),
  receipt: signedReceipt,
  verifications: z.array(verification).max(100),
  timeline: z.array(deskTimelineEntry).max(mostTimelineEntries),
  /** Null when the person asked for help themselves. */
  request: answeredRequest.nullable(),
  /** Oldest first. */
  answers: z.array(incidentAnswer).max(200),
});
export type IncidentDetail = z.infer<typeof incidentDetail>;

export const incidentChange = z.strictObject({ status: incidentStatus });
export type IncidentChange = z.infer<typeof incidentChange>;

/** POST `/api/incidents/:number/messages` → `incidentDetail`. GET `/api/incidents/:number/items/*` → the item's exact bytes. */
export const engineerMessage = z.strictObject({
  /** Chosen by the sender: the same message sent twice, because its answer was lost, is one. */
  id: z
    .string()
    .regex(/^[0-9a-f]{32}$/)
    .optional(),
  text: messageText,
  /**
   * The id of the last line of the conversation that its author had on the screen. When a colleague has answered after it,
   * the desk refuses with `conflict`, so that the author can read that answer first.
   */
  after: z.string().max(200).optional(),
});
export type EngineerMessage = z.infer<typeof engineerMessage>;

/**
 * Gives an incident to an engineer, or with null to nobody. `instead` is the account of the engineer whom the caller believes
 * to have it; when it is another by now, 409 `conflict` names them and nothing changes.
 */
export const handover = z.strictObject({ engineer: z.uuid().nullable(), instead: z.uuid().nullable() });
export type Handover = z.infer<typeof handover>;

/** Somebody who can be given an incident. */
export const assignee = z.strictObject({ id: z.uuid(), name });
export type Assignee = z.infer<typeof assignee>;

/** Why an incident is deleted before its time; stays in the audit log. */
export const deletion = z.strictObject({ reason: z.string().trim().min(3).max(300) });
export type Deletion = z.infer<typeof deletion>;

/** POST `/api/devices/:id/deletion` `deletion` → how many incidents of the device that were. */
export const deletedIncidents = z.strictObject({ deleted: z.number().int().nonnegative() });
