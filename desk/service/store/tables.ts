import type { Generated } from 'kysely';
import type { IncidentStatus } from '#contract/http/incident.ts';
import type { RequestKind, RequestState } from '#contract/http/request.ts';
import type { Role } from '#contract/http/roles.ts';

/** The rows of the desk's database. Times are ISO 8601 in UTC; hashes are lower-case hex. */
export interface Tables {
  devices: DeviceRow;
  submissions: SubmissionRow;
  uploads: UploadRow;
  incidents: IncidentRow;
  timeline: TimelineRow;
  engineers: EngineerRow;
  sessions: SessionRow;
  settings: SettingRow;
  invitations: InvitationRow;
  password_resets: PasswordResetRow;
  unfinished_sign_ins: UnfinishedSignInRow;
  recovery_codes: RecoveryCodeRow;
  api_tokens: ApiTokenRow;
  enrolments: EnrolmentRow;
  requests: RequestRow;
  request_events: RequestEventRow;
  audit: AuditRow;
}

export interface DeviceRow {
  /** Thumbprint of its public key. */
  id: string;
  public_key: string;
  platform: string;
  agent_version: string;
  registered_at: string;
  seen_at: string;
  name: string | null;
  owner: string | null;
  /** When it came with an enrolment token; null: unverified. */
  enrolled_at: string | null;
  revoked_at: string | null;
  revoked_reason: string | null;
}

/** A device's bundle, from its first byte to its end. The key is both: no device can name another's submission. */
export interface SubmissionRow {
  device: string;
  id: string;
  state: 'uploading' | 'checking' | 'accepted' | 'refused';
  /** JWS; only when accepted. */
  acceptance: string | null;
  incident: number | null;
  /** JSON `AppError`; only when refused. */
  problem: string | null;
  updated_at: string;
  /** JWS; once the person has taken the bundle back. */
  withdrawal: string | null;
}

/** One tus upload; its file is `uploads/<id>` until it is complete and checked, then `objects/<id>`. */
export interface UploadRow {
  id: string;
  device: string;
  submission: string;
  sha256: string;
  size: number;
  created_at: string;
}

export interface IncidentRow {
  id: Generated<number>;
  device: string;
  received_at: string;
  status: IncidentStatus;
  /** The name as it is shown. Rights and views go by the account, because names are not unique. */
  assignee: string | null;
  /** Null also where an older desk stored a name that fits no single account. */
  assignee_id: Generated<string | null>;
  /** The sealed bundle: `objects/<upload>`. */
  upload: string;
  manifest_hash: string;
  /** What the list shows and what the incident shows; encrypted, because both are read out of the sealed bundle. */
  headline: Uint8Array;
  extract: Uint8Array;
  /** The last moment, as the person agreed to; null only until a newer desk has read it out of the receipt. */
  expires_at: string | null;
  /** When it was deleted because that moment had passed. Then the two above are empty, and so is its timeline. */
  deleted_at: string | null;
  /** The request that this bundle answers; null when the person asked for help themselves. */
  request: string | null;
  /** The name of who deleted it before that moment, and why; null when the person took it back. */
  deleted_by: Generated<string | null>;
  deleted_reason: Generated<string | null>;
}

export interface TimelineRow {
  id: string;
  incident: number;
  /** Order within an incident; two entries of one moment keep the order in which they were made. */
  position: Generated<number>;
  at: string;
  kind: 'received' | 'status' | 'message' | 'assignment';
  status: IncidentStatus | null;
  from: 'engineer' | 'person' | null;
  name: string | null;
  /** Of an engineer's message: their account; null where an older desk stored only the name. */
  author: Generated<string | null>;
  text: string | null;
  /** Of an assignment: names; null means unassigned. */
  assigned_from: Generated<string | null>;
  assigned_to: Generated<string | null>;
}

export interface EngineerRow {
  id: string;
  name: string;
  /** The name as it is compared: NFKC, lower case. */
  name_key: string;
  /** argon2id, PHC string; empty: this account has none, and no password opens it. */
  password: string;
  created_at: string;
  role: Generated<Role>;
  disabled_at: string | null;
  /** `issuer subject` of the organisation's own sign-in. */
  subject: string | null;
  /** The second factor's secret, encrypted; and one that was offered and not proven yet. */
  factor: Uint8Array | null;
  factor_offer: Uint8Array | null;
  /** The time step of the last code that was used (RFC 6238): none before it is good any more. */
  factor_step: Generated<number>;
  /** The last sign-in by the organisation; null for others, and before the first one that this version of the desk saw. */
  signed_in_at: string | null;
}

/** An account whose owner has not accepted the invitation yet. */
export interface InvitationRow {
  engineer: string;
  token_hash: string;
  expires_at: string;
}

/** A one-time link with which the owner of an account chooses a new password. */
export interface PasswordResetRow {
  engineer: string;
  token_hash: string;
  expires_at: string;
}

/** The right password was entered, and the second factor was not. */
export interface UnfinishedSignInRow {
  /** Hash of a cookie that only the browser of this attempt has; a random value when it sent none. */
  id: string;
  engineer: string;
  at: string;
  address: string;
}

export interface RecoveryCodeRow {
  engineer: string;
  code_hash: string;
}

export interface ApiTokenRow {
  id: string;
  engineer: string;
  label: string;
  token_hash: string;
  /** JSON `TokenScope[]`. */
  scopes: string;
  created_at: string;
  expires_at: string;
  used_at: string | null;
}

export interface EnrolmentRow {
  id: string;
  label: string;
  token_hash: string;
  uses: number;
  uses_left: number;
  created_at: string;
  /** An engineer's name. */
  created_by: string;
  expires_at: string;
  revoked_at: string | null;
}

export interface RequestRow {
  jti: string;
  kind: RequestKind;
  state: RequestState;
  engineer: string;
  engineer_name: string;
  engineer_role: Role;
  /** Null until somebody has redeemed the code. */
  device: string | null;
  incident: number | null;
  reason: string;
  /** JSON `RequestScope`; null for a reveal. */
  scope: string | null;
  /** JSON `RevealTarget`; only for a reveal. */
  reveal: string | null;
  /** As the device gets it; null until somebody has redeemed the code. */
  jws: string | null;
  number: string | null;
  /** HMAC: 37 bits would be found from a plain hash. Null once the code is spent. */
  code_hash: string | null;
  code_expires_at: string | null;
  redeemed_at: string | null;
  created_at: string;
  expires_at: string;
  /** The bundle that answers it. */
  submission: string | null;
  /** The revealed value, encrypted; goes with its incident. */
  answer: Uint8Array | null;
  acknowledged_by: string | null;
}

export interface RequestEventRow {
  position: Generated<number>;
  request: string;
  state: RequestState;
  at: string;
  sentence: string | null;
}

/** Never changed, never deleted: triggers refuse it. */
export interface AuditRow {
  seq: number;
  at: string;
  actor_kind: 'engineer' | 'device' | 'desk' | 'stranger';
  actor_id: string;
  actor_name: string;
  action: string;
  object: string;
  /** JSON. */
  detail: string;
  previous: string;
  hash: string;
}

export interface SessionRow {
  /** SHA-256 of the cookie's value: who reads the database cannot sign in with it. */
  id_hash: string;
  engineer: string;
  created_at: string;
  used_at: string;
  /** When the organisation's own sign-in last made the person prove who they are in this session; null: never. */
  confirmed_at: string | null;
}

export interface SettingRow {
  name: 'organisation' | 'setup-token-hash' | 'desk';
  value: string;
}
