import type { Database } from './database.ts';
import type { Submission, SubmissionKey } from './submissions.ts';

/** One tus upload; its file is `uploads/<id>` until it is complete and checked, then `objects/<id>`. */
export interface Upload extends SubmissionKey {
  id: string;
  sha256: string;
  size: number;
  createdAt: string;
}

export type UploadWithState = Upload & Pick<Submission, 'state'>;

const columns = [
  'id',
  'device',
  'submission',
  'sha256',
  'size',
  'created_at as createdAt',
] as const;

export const findUpload = (database: Database, id: string): Promise<Upload | undefined> =>
  database.selectFrom('uploads').select(columns).where('id', '=', id).executeTakeFirst();

export const findUploadOf = (
  database: Database,
  { device, submission }: SubmissionKey,
): Promise<Upload | undefined> =>
  database
    .selectFrom('uploads')
    .select(columns)
    .where('device', '=', device)
    .where('submission', '=', submission)
    .executeTakeFirst();

const withStates = (database: Database) =>
  database
    .selectFrom('uploads')
    .innerJoin('submissions', (join) =>
      join
        .onRef('submissions.device', '=', 'uploads.device')
        .onRef('submissions.id', '=', 'uploads.submission'),
    )
    .select([
      'uploads.id',
      'uploads.device',
      'uploads.submission',
      'uploads.sha256',
      'uploads.size',
      'uploads.created_at as createdAt',
      'submissions.state',
    ]);

export const listUploads = (database: Database): Promise<UploadWithState[]> =>
  withStates(database).execute();

export const listUploadsOf = (database: Database, device: string): Promise<UploadWithState[]> =>
  withStates(database).where('uploads.device', '=', device).execute();

/** Unfinished uploads that began before then. */
export const listUnfinishedUploads = (
  database: Database,
  before: string,
): Promise<UploadWithState[]> =>
  withStates(database)
    .where('submissions.state', '=', 'uploading')
    .where('uploads.created_at', '<', before)
    .execute();

export async function insertUpload(
  database: Database,
  { createdAt, ...upload }: Upload,
): Promise<void> {
  await database
    .insertInto('uploads')
    .values({ ...upload, created_at: createdAt })
    .execute();
}

export async function deleteUpload(database: Database, id: string): Promise<void> {
  await database.deleteFrom('uploads').where('id', '=', id).execute();
}

export async function deleteUploadsOf(
  database: Database,
  { device, submission }: SubmissionKey,
): Promise<void> {
  await database
    .deleteFrom('uploads')
    .where('device', '=', device)
    .where('submission', '=', submission)
    .execute();
}

/** The device that began an upload, and whether it is enrolled. */
export async function findSender(
  database: Database,
  upload: string,
): Promise<{ device: string; verified: boolean } | null> {
  const row = await database
    .selectFrom('uploads')
    .innerJoin('devices', 'devices.id', 'uploads.device')
    .select(['uploads.device', 'devices.enrolled_at'])
    .where('uploads.id', '=', upload)
    .executeTakeFirst();
  return row ? { device: row.device, verified: row.enrolled_at !== null } : null;
}
