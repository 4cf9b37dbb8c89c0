import { z } from 'zod';
import { boundedRecord } from '../primitives/bounded-record.ts';
import { password } from './console-api.ts';
import { allowance, role } from './roles.ts';

const name = z.string().trim().min(1).max(100);

export const person = z.strictObject({
  id: z.uuid(),
  name,
  role,
  /** `invited`: the link has not been used yet. */
  state: z.enum(['active', 'invited', 'disabled']),
  /** Signs in through the organisation's sign-in, which also sets the role. */
  oidc: z.boolean(),
  secondFactor: z.boolean(),
  createdAt: z.iso.datetime(),
});
export type Person = z.infer<typeof person>;

export const createInvitation = z.strictObject({ name, role });
export type CreateInvitation = z.infer<typeof createInvitation>;
/** `link` works once, for three days, and is shown only in this response. */
export const createdInvitation = z.strictObject({ link: z.string().max(2000), person });
export type CreatedInvitation = z.infer<typeof createdInvitation>;

export const personChange = z.discriminatedUnion('change', [
  z.strictObject({ change: z.literal('role'), role }),
  z.strictObject({ change: z.literal('disable') }),
  z.strictObject({ change: z.literal('enable') }),
  z.strictObject({ change: z.literal('reset-second-factor') }),
]);
export type PersonChange = z.infer<typeof personChange>;

export const joining = z.strictObject({ token: z.string().min(20).max(100), password });
export type Joining = z.infer<typeof joining>;

/**
 * `link` works once, for one day, and is shown only in this response; the person uses it to choose
 * a new password.
 */
export const offeredReset = z.strictObject({ link: z.string().max(2000), person });
export type OfferedReset = z.infer<typeof offeredReset>;
/** Does not sign in: an account with a second factor still asks for it. */
export const passwordReset = z.strictObject({ token: z.string().min(20).max(100), password });
export type PasswordReset = z.infer<typeof passwordReset>;

/** What a token of the command line may do. */
export const tokenScopes = ['requests', 'devices', 'enrolments', 'audit'] as const;
export const tokenScope = z.enum(tokenScopes);
export type TokenScope = z.infer<typeof tokenScope>;

export const apiToken = z.strictObject({
  id: z.uuid(),
  label: name,
  scopes: z.array(tokenScope).max(tokenScopes.length),
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
  usedAt: z.iso.datetime().nullable(),
});
export type ApiToken = z.infer<typeof apiToken>;
/**
 * The desk does not notice when someone leaves the organisation, so tokens of accounts with the
 * organisation's sign-in expire sooner.
 */
export const mostTokenDays = { password: 365, oidc: 30 } as const;
export const createToken = z.strictObject({
  label: name,
  scopes: z
    .array(tokenScope)
    .min(1)
    .max(tokenScopes.length)
    .refine((all) => new Set(all).size === all.length, 'must not contain the same scope twice'),
  /** At most `mostTokenDays`. */
  days: z.number().int().min(1).max(mostTokenDays.password),
  /** The person's own password; null only for accounts that sign in through the organisation. */
  password: z.string().min(1).max(200).nullable(),
});
export type CreateToken = z.infer<typeof createToken>;
/** `token` is shown only in this response. */
export const createdToken = z.strictObject({ token: z.string().max(200), apiToken });
export type CreatedToken = z.infer<typeof createdToken>;

export const account = z.strictObject({
  secondFactor: z.boolean(),
  recoveryCodesLeft: z.number().int(),
  /**
   * Signs in through the organisation's sign-in, without a password or second factor at the desk.
   */
  oidc: z.boolean(),
  /**
   * Until when they may create a token after they confirmed their identity through the
   * organisation's sign-in; null when they have to confirm first, and for accounts with a password.
   */
  confirmedUntil: z.iso.datetime().nullable(),
  tokens: z.array(apiToken).max(10_000),
});
export type Account = z.infer<typeof account>;
export const passwordChange = z.strictObject({
  current: z.string().min(1).max(200),
  next: password,
});
export type PasswordChange = z.infer<typeof passwordChange>;
export const createFactor = z.strictObject({ password: z.string().min(1).max(200) });
export type CreateFactor = z.infer<typeof createFactor>;
export const offeredFactor = z.strictObject({
  secret: z.string().max(200),
  uri: z.string().max(2000),
});
export type OfferedFactor = z.infer<typeof offeredFactor>;
export const factorProof = z.strictObject({ code: z.string().regex(/^\d{6}$/) });
export type FactorProof = z.infer<typeof factorProof>;
/** Ten codes; each works once. They are shown only in this response. */
export const recoveryCodes = z.strictObject({ codes: z.array(z.string().max(100)).max(100) });
export type RecoveryCodes = z.infer<typeof recoveryCodes>;

/** The settings of the whole desk, set by leads and administrators. */
export const deskSettings = z.strictObject({
  /** Devices without an enrolment token are accepted, and marked. */
  unverifiedDevices: z.boolean(),
  /** What each role may request. */
  requests: z.strictObject({ engineer: allowance, lead: allowance, administrator: allowance }),
  /**
   * Whom engineers contact when a person reports a suspicious request: free text, such as a name
   * and a number.
   */
  securityContact: z.string().trim().max(300),
});
export type DeskSettings = z.infer<typeof deskSettings>;

export const auditEntry = z.strictObject({
  /** Counts from 1, without gaps. */
  seq: z.number().int().positive(),
  at: z.iso.datetime(),
  /** `desk`: automatic. `stranger`: an unknown person, such as at a failed sign-in. */
  actor: z.strictObject({
    kind: z.enum(['engineer', 'device', 'desk', 'stranger']),
    id: z.string().max(300),
    name: z.string().max(200),
  }),
  action: z.string().max(60),
  /** The object of the action: an incident's number, a device's or an engineer's id … */
  object: z.string().max(300),
  detail: boundedRecord(
    z.string().max(100),
    z.union([z.string().max(100_000), z.number(), z.boolean(), z.null()]),
    100,
  ),
  /** The hash of the previous entry; 64 zeros for the first. */
  previous: z.string().regex(/^[0-9a-f]{64}$/),
  /** SHA-256 over `auditText` of everything above. */
  hash: z.string().regex(/^[0-9a-f]{64}$/),
});
export type AuditEntry = z.infer<typeof auditEntry>;

/** The input of an entry's hash: one line, the keys in this order. */
export const auditText = ({
  seq,
  at,
  actor,
  action,
  object,
  detail,
  previous,
}: Omit<AuditEntry, 'hash'>): string =>
  JSON.stringify([
    seq,
    at,
    actor.kind,
    actor.id,
    actor.name,
    action,
    object,
    Object.entries(detail).toSorted(([a], [b]) => (a < b ? -1 : 1)),
    previous,
  ]);

export const auditQuery = z.strictObject({
  /** Entries older than this one. */
  before: z.coerce.number().int().positive().optional(),
  action: z.string().max(60).optional(),
  /** Part of the actor's name or of the object. */
  find: z.string().max(100).optional(),
});
export type AuditQuery = z.infer<typeof auditQuery>;
export const auditVerdict = z.strictObject({
  intact: z.boolean(),
  entries: z.number().int(),
  /** What is wrong, and where; null when nothing is wrong. */
  problem: z.string().max(20_000).nullable(),
  checkedAt: z.iso.datetime(),
});
export type AuditVerdict = z.infer<typeof auditVerdict>;
export const auditPage = z.strictObject({
  entries: z.array(auditEntry).max(1000),
  more: z.boolean(),
  /** Number of entries in the whole log. */
  total: z.number().int().nonnegative(),
  /** The names of the devices in `entries`, by id; a device without a name is left out. */
  deviceNames: boundedRecord(z.string().max(100), z.string().max(200), 1000),
  actions: z.array(z.string().max(60)).max(1000),
  /** Null until the check after the start has finished. */
  verdict: auditVerdict.nullable(),
});
export type AuditPage = z.infer<typeof auditPage>;

/**
 * Payload of the JWS by the organisation key at the end of an exported log: the number of entries
 * and the hash of the last one.
 */
export const auditHeadType = 'candor-audit-head+jws';
export const auditHead = z.strictObject({
  entries: z.number().int().nonnegative(),
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  at: z.iso.datetime(),
});
export type AuditHead = z.infer<typeof auditHead>;
