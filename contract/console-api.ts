import { z } from 'zod';
import { description } from './description.ts';
import { finding } from './finding.ts';
import { incidentNumber, incidentStatus, messageText, timelineEntry } from './incident.ts';
import { manifest } from './manifest.ts';
import { signedReceipt, thumbprint } from './receipt.ts';
import { text } from './text.ts';

/**
 * What the console asks of the desk. Every call but GET `/api/session`, POST `/api/session` and POST `/api/setup` needs
 * the session cookie; every change needs the header `x-candor-csrf` with the session's token.
 */
export const consoleRoutes = {
  /** GET → `consoleSession`; POST `signIn` → `consoleSession`; DELETE signs out. */
  session: '/api/session',
  /** POST `setup` → `consoleSession`. Exists until the first account is made, then answers 404 for ever. */
  setup: '/api/setup',
  /** GET → `incidentSummary[]`, newest first; GET/PATCH `/api/incidents/:number` → `incidentDetail`. */
  incidents: '/api/incidents',
  /** Server-sent events; each `changed` event carries an incident number. */
  events: '/api/events',
} as const;
export const csrfHeader = 'x-candor-csrf';

const password = z.string().min(12).max(200);
const name = z.string().trim().min(1).max(100);

export const engineer = z.strictObject({ id: z.string(), name });
export type Engineer = z.infer<typeof engineer>;

export const consoleSession = z.strictObject({
  organisation: z.string(),
  setupNeeded: z.boolean(),
  engineer: engineer.nullable(),
  /** Null without a session. */
  csrf: z.string().nullable(),
});
export type ConsoleSession = z.infer<typeof consoleSession>;

export const signIn = z.strictObject({ name, password: z.string().min(1).max(200) });
export type SignIn = z.infer<typeof signIn>;

export const setup = z.strictObject({ token: z.string().min(1).max(200), name, password });
export type Setup = z.infer<typeof setup>;

export const incidentSummary = z.strictObject({
  number: incidentNumber,
  status: incidentStatus,
  receivedAt: z.iso.datetime(),
  summary: z.string(),
  severity: description.shape.severity,
  device: thumbprint,
  assignee: z.string().nullable(),
  findings: z.strictObject({ critical: z.number().int(), warning: z.number().int(), info: z.number().int() }),
  /** The last message is the person's: somebody waits for an answer. */
  awaitsAnswer: z.boolean(),
});
export type IncidentSummary = z.infer<typeof incidentSummary>;

/** One line of the machine at a glance; `item` is where it was read. */
export const glanceFact = z.strictObject({ label: text, value: z.string().max(500), item: z.string() });
export type GlanceFact = z.infer<typeof glanceFact>;

/** One check that the desk made when the bundle came in. */
export const verification = z.strictObject({ check: text, passed: z.boolean(), detail: z.string().nullable() });
export type Verification = z.infer<typeof verification>;

export const incidentDetail = incidentSummary.extend({
  /** Null when the person left it out. */
  description: description.nullable(),
  glance: z.array(glanceFact),
  findingList: z.array(finding),
  failedAnalyzers: z.array(z.string()),
  manifest,
  manifestHash: z.string(),
  receipt: signedReceipt,
  verifications: z.array(verification),
  timeline: z.array(timelineEntry),
});
export type IncidentDetail = z.infer<typeof incidentDetail>;

export const incidentChange = z.strictObject({ status: incidentStatus });
export type IncidentChange = z.infer<typeof incidentChange>;

/** POST `/api/incidents/:number/messages` → `incidentDetail`. GET `/api/incidents/:number/items/*` → the item's exact bytes. */
export const engineerMessage = z.strictObject({ text: messageText });
export type EngineerMessage = z.infer<typeof engineerMessage>;
