import type { Generated } from 'kysely';
import type { IncidentStatus } from '../../../contract/incident.ts';

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
}

export interface DeviceRow {
  /** Thumbprint of its public key. */
  id: string;
  public_key: string;
  platform: string;
  agent_version: string;
  registered_at: string;
  seen_at: string;
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
  assignee: string | null;
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
}

export interface TimelineRow {
  id: string;
  incident: number;
  /** Order within an incident; two entries of one moment keep the order in which they were made. */
  position: Generated<number>;
  at: string;
  kind: 'received' | 'status' | 'message';
  status: IncidentStatus | null;
  from: 'engineer' | 'person' | null;
  name: string | null;
  text: string | null;
}

export interface EngineerRow {
  id: string;
  name: string;
  /** The name as it is compared: NFKC, lower case. */
  name_key: string;
  /** argon2id, PHC string. */
  password: string;
  created_at: string;
}

export interface SessionRow {
  /** SHA-256 of the cookie's value: who reads the database cannot sign in with it. */
  id_hash: string;
  engineer: string;
  created_at: string;
  used_at: string;
}

export interface SettingRow {
  name: 'organisation' | 'setup-token-hash';
  value: string;
}
