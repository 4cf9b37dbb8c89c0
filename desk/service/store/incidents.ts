import type { Assignee } from '#contract/http/console-api.ts';
import type { IncidentStatus } from '#contract/http/incident.ts';
import type { Database } from './database.ts';
import {
  decrypt,
  decryptText,
  type Extract,
  encrypt,
  extract,
  type Headline,
  headline,
} from './extract.ts';

/** How long an incident is stored, and how it ended. */
export interface Term {
  /** The last moment; null only until a newer desk has read it out of the receipt. */
  expiresAt: string | null;
  deletedAt: string | null;
  /** The name of the engineer who deleted it before that moment, and why. */
  deletedBy: string | null;
  deletedReason: string | null;
}

const termColumns = [
  'expires_at as expiresAt',
  'deleted_at as deletedAt',
  'deleted_by as deletedBy',
  'deleted_reason as deletedReason',
] as const;

export interface Incident extends Term {
  id: number;
  device: string;
  status: IncidentStatus;
  /** The name as it is shown. Rights and views go by the account, because names are not unique. */
  assignee: string | null;
  assigneeId: string | null;
  /** The sealed bundle: `objects/<upload>`. */
  upload: string;
}

const headlinePlace = (upload: string): string => `${upload} headline`;
const extractPlace = (upload: string): string => `${upload} extract`;

/** Decrypts what the list shows of an incident. */
export const decryptHeadline = (
  key: Uint8Array,
  { upload, headline: bytes }: { upload: string; headline: Uint8Array },
): Headline => decrypt(headline, bytes, key, headlinePlace(upload));

/** Without what was read out of its bundle. */
export const findIncident = (database: Database, id: number): Promise<Incident | undefined> =>
  database
    .selectFrom('incidents')
    .select([
      'id',
      'device',
      'status',
      'assignee',
      'assignee_id as assigneeId',
      'upload',
      ...termColumns,
    ])
    .where('id', '=', id)
    .executeTakeFirst();

/** With its device and the encrypted parts of its bundle; `decryptHeadline` and `extractJson` read them. */
export const findIncidentContent = (database: Database, id: number) =>
  database
    .selectFrom('incidents')
    .innerJoin('devices', 'devices.id', 'incidents.device')
    .select([
      'incidents.id',
      'incidents.device',
      'incidents.received_at as receivedAt',
      'incidents.status',
      'incidents.assignee',
      'incidents.assignee_id as assigneeId',
      'incidents.upload',
      'incidents.manifest_hash as manifestHash',
      'incidents.headline',
      'incidents.extract',
      'incidents.request',
      'devices.name as deviceName',
      'devices.enrolled_at as enrolledAt',
      ...termColumns,
    ])
    .where('incidents.id', '=', id)
    .executeTakeFirst();

/** The JSON of an `Extract`, as it was written; only this desk can have written it. */
export const extractJson = (
  key: Uint8Array,
  { upload, extract: bytes }: { upload: string; extract: Uint8Array },
): string => decryptText(bytes, key, extractPlace(upload));

/** The submission that an incident came from. */
export async function submissionOfIncident(database: Database, id: number): Promise<string> {
  const { submission } = await database
    .selectFrom('incidents')
    .innerJoin('uploads', 'uploads.id', 'incidents.upload')
    .select('uploads.submission')
    .where('incidents.id', '=', id)
    .executeTakeFirstOrThrow();
  return submission;
}

/** What the confirmation of a deletion names. */
export const findDeletion = (database: Database, id: number) =>
  database
    .selectFrom('incidents')
    .innerJoin('submissions', 'submissions.incident', 'incidents.id')
    .select([
      'incidents.id',
      'incidents.upload',
      'incidents.device',
      'manifest_hash as manifestHash',
      'submissions.id as submission',
    ])
    .where('incidents.id', '=', id)
    .executeTakeFirstOrThrow();

/** @returns the id. */
export async function insertIncident(
  database: Database,
  key: Uint8Array,
  incident: {
    device: string;
    receivedAt: string;
    upload: string;
    manifestHash: string;
    headline: Headline;
    extract: Extract;
    expiresAt: string;
  },
): Promise<number> {
  const { device, receivedAt, upload, manifestHash, expiresAt } = incident;
  const { id } = await database
    .insertInto('incidents')
    .values({
      device,
      received_at: receivedAt,
      status: 'new',
      assignee: null,
      upload,
      manifest_hash: manifestHash,
      headline: encrypt(incident.headline, key, headlinePlace(upload)),
      extract: encrypt(incident.extract, key, extractPlace(upload)),
      expires_at: expiresAt,
      deleted_at: null,
      request: null,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

export async function setStatus(
  database: Database,
  id: number,
  status: IncidentStatus,
): Promise<void> {
  await database.updateTable('incidents').set({ status }).where('id', '=', id).execute();
}

/** @param to null takes the incident away from its assignee. */
export async function setAssignee(
  database: Database,
  id: number,
  to: Assignee | null,
): Promise<void> {
  await database
    .updateTable('incidents')
    .set({ assignee: to?.name ?? null, assignee_id: to?.id ?? null })
    .where('id', '=', id)
    .execute();
}

/** The incidents of an account that are neither resolved nor closed. */
export async function listUnfinishedOf(database: Database, assignee: string): Promise<number[]> {
  const rows = await database
    .selectFrom('incidents')
    .select('id')
    .where('assignee_id', '=', assignee)
    .where('deleted_at', 'is', null)
    .where('status', 'not in', ['resolved', 'closed'])
    .execute();
  return rows.map(({ id }) => id);
}

/** @returns the incidents on which the name of the account changed. */
export async function renameAssigneeOf(
  database: Database,
  { id, name }: Assignee,
): Promise<number[]> {
  const rows = await database
    .updateTable('incidents')
    .set({ assignee: name })
    .where('assignee_id', '=', id)
    .where('assignee', '!=', name)
    .where('deleted_at', 'is', null)
    .returning('id')
    .execute();
  return rows.map((row) => row.id);
}

/** The status, the upload and the headline of an incident that is not deleted. */
export const findHeadline = (database: Database, id: number) =>
  database
    .selectFrom('incidents')
    .select(['status', 'upload', 'headline'])
    .where('id', '=', id)
    .where('deleted_at', 'is', null)
    .executeTakeFirst();

/** Marks an incident as the answer to a request and replaces its headline. */
export async function setAnsweredRequest(
  database: Database,
  key: Uint8Array,
  { id, upload, request, after }: { id: number; upload: string; request: string; after: Headline },
): Promise<void> {
  await database
    .updateTable('incidents')
    .set({ request, headline: encrypt(after, key, headlinePlace(upload)) })
    .where('id', '=', id)
    .execute();
}

/** The incidents that answer a request made in this incident, oldest first. */
export const listAnswersIn = (database: Database, incident: number) =>
  database
    .selectFrom('requests')
    .innerJoin('incidents', 'incidents.request', 'requests.jti')
    .select(['requests.jti', 'incidents.id', 'incidents.received_at as receivedAt'])
    .where('requests.incident', '=', incident)
    .where('incidents.id', '!=', incident)
    .orderBy('incidents.id')
    .limit(200)
    .execute();

/** The incidents of an older desk, which stored no last moment, with their receipts. */
export async function listUndated(database: Database, key: Uint8Array) {
  const rows = await database
    .selectFrom('incidents')
    .select(['id', 'received_at as receivedAt', 'upload', 'extract'])
    .where('expires_at', 'is', null)
    .execute();
  return rows.map(({ id, receivedAt, upload, extract: bytes }) => ({
    id,
    receivedAt,
    receipt: decrypt(extract, bytes, key, extractPlace(upload)).receipt.receipt,
  }));
}

export async function setExpiry(database: Database, id: number, at: string): Promise<void> {
  await database.updateTable('incidents').set({ expires_at: at }).where('id', '=', id).execute();
}

/** The incidents whose last moment has passed and that are not deleted yet. */
export const listExpired = (database: Database, at: string) =>
  database
    .selectFrom('incidents')
    .select(['id', 'upload'])
    .where('deleted_at', 'is', null)
    .where('expires_at', '<=', at)
    .execute();

/** The incidents of a device that are neither deleted nor expired. */
export async function listIncidentsOfDevice(
  database: Database,
  device: string,
  at: string,
): Promise<number[]> {
  const rows = await database
    .selectFrom('incidents')
    .select('id')
    .where('device', '=', device)
    .where('deleted_at', 'is', null)
    .where('expires_at', '>', at)
    .execute();
  return rows.map(({ id }) => id);
}

/** The time and the bytes of each bundle that a device sent since then, oldest first; deleted incidents count. */
export const listReceivedSince = (database: Database, device: string, since: string) =>
  database
    .selectFrom('incidents')
    .innerJoin('uploads', 'uploads.id', 'incidents.upload')
    .select(['incidents.received_at as receivedAt', 'uploads.size'])
    .where('incidents.device', '=', device)
    .where('incidents.received_at', '>', since)
    .orderBy('incidents.received_at')
    .execute();

/** The accounts that have these incidents. */
export const assigneesOfIncidents = (database: Database, ids: readonly number[]) =>
  database
    .selectFrom('incidents')
    .select(['id', 'assignee_id as assigneeId'])
    .where('id', 'in', ids)
    .execute();
