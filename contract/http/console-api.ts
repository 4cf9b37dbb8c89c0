import { z } from 'zod';
import { finding } from '../bundle/finding.ts';
import { manifest } from '../bundle/manifest.ts';
import { signedReceipt, thumbprint } from '../bundle/receipt.ts';
import { description } from '../text/description.ts';
import { text } from '../text/text.ts';
import {
  deskTimelineEntry,
  incidentNumber,
  incidentStatus,
  messageText,
  mostTimelineEntries,
} from './incident.ts';
import { allowance, role } from './roles.ts';

/**
 * The path prefix of the console's API, for tests and benchmarks; `contract/http/console.ts`
 * declares the calls.
 */
export const consoleRoutes = {
  session: '/api/session',
  setup: '/api/setup',
  incidents: '/api/incidents',
  assignees: '/api/assignees',
  events: '/api/events',
  devices: '/api/devices',
  enrolments: '/api/enrolments',
  requests: '/api/requests',
  reports: '/api/reports',
  people: '/api/people',
  join: '/api/join',
  reset: '/api/reset',
  account: '/api/account',
  settings: '/api/settings',
  audit: '/api/audit',
  oidc: '/api/oidc',
} as const;
/** Every change made by a session sends the session's token in this header. */
export const csrfHeader = 'x-candor-csrf';

export const password = z.string().min(12).max(200);
const name = z.string().trim().min(1).max(100);

export const engineer = z.strictObject({ id: z.string().max(100), name, role });
export type Engineer = z.infer<typeof engineer>;

/**
 * Someone entered the right password of this account, but no second factor. `address`: the network
 * address.
 */
export const unfinishedSignIn = z.strictObject({
  at: z.iso.datetime(),
  address: z.string().max(100),
});
export type UnfinishedSignIn = z.infer<typeof unfinishedSignIn>;

export const consoleSession = z.strictObject({
  organisation: z.string().max(200),
  setupNeeded: z.boolean(),
  engineer: engineer.nullable(),
  /** Null without a session. */
  csrf: z.string().max(200).nullable(),
  /** What the engineer may request from computers; null without a session, and for auditors. */
  mayAsk: allowance.nullable(),
  /** The name of the organisation's sign-in, if the desk has one. */
  oidc: z.string().max(200).nullable(),
  /** Notices about the engineer's own account, newest first, until they mark them as read. */
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
  /** The name that IT or the desk's staff gave it; null without one. */
  deviceName: z.string().max(100).nullable(),
  /** Enrolled with a token from IT. */
  deviceVerified: z.boolean(),
  /** The engineer's name; null: not assigned. */
  assignee: z.string().max(100).nullable(),
  /**
   * Their account, because names are not unique. Also null where an older desk stored a name that
   * matches no single account.
   */
  assigneeId: z.uuid().nullable(),
  findings: z.strictObject({
    critical: z.number().int(),
    warning: z.number().int(),
    info: z.number().int(),
  }),
  /** The last message is from the person, who is waiting for an answer. */
  awaitsAnswer: z.boolean(),
});
export type IncidentSummary = z.infer<typeof incidentSummary>;

/** One line of the machine summary; `item` is its source. */
export const glanceFact = z.strictObject({
  label: text,
  value: z.string().max(500),
  item: z.string().max(200),
});
export type GlanceFact = z.infer<typeof glanceFact>;

/** One check that the desk made when it received the bundle. */
export const verification = z.strictObject({
  check: text,
  passed: z.boolean(),
  detail: z.string().max(20_000).nullable(),
});
export type Verification = z.infer<typeof verification>;

/** The request that a bundle answers: who made it, why, and in which incident. */
export const answeredRequest = z.strictObject({
  jti: z.uuid(),
  engineer: z.string().max(100),
  reason: z.string().max(1000),
  incident: incidentNumber.nullable(),
});
export type AnsweredRequest = z.infer<typeof answeredRequest>;
/** A bundle that an engineer requested in this incident; it is an incident of its own. */
export const incidentAnswer = z.strictObject({
  request: z.uuid(),
  incident: incidentNumber,
  at: z.iso.datetime(),
});
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

export const engineerMessage = z.strictObject({
  /**
   * Chosen by the sender: a message that is sent twice because the response was lost counts once.
   */
  id: z
    .string()
    .regex(/^[0-9a-f]{32}$/)
    .optional(),
  text: messageText,
  /**
   * The id of the last line of the conversation that the author saw. When a colleague has answered
   * since, the desk refuses with `conflict`, so that the author can read that answer first.
   */
  after: z.string().max(200).optional(),
});
export type EngineerMessage = z.infer<typeof engineerMessage>;

/**
 * Assigns an incident to an engineer, or with null to no one. `instead` is the account that the
 * caller believes to be assigned; when it has changed, 409 `conflict` names the engineer and
 * nothing changes.
 */
export const handover = z.strictObject({
  engineer: z.uuid().nullable(),
  instead: z.uuid().nullable(),
});
export type Handover = z.infer<typeof handover>;

/** An engineer to whom an incident can be assigned. */
export const assignee = z.strictObject({ id: z.uuid(), name });
export type Assignee = z.infer<typeof assignee>;

/** Why an incident is deleted early; stays in the audit log. */
export const deletion = z.strictObject({ reason: z.string().trim().min(3).max(300) });
export type Deletion = z.infer<typeof deletion>;

/** How many incidents of a device were deleted. */
export const deletedIncidents = z.strictObject({ deleted: z.number().int().nonnegative() });
