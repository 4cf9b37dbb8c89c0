import { type AppError, appError } from '#contract/errors/result.ts';
import type { Database } from './database.ts';
import type { SubmissionRow } from './tables.ts';

/** A device's bundle, from its first byte to its end. The key is both: no device can name another's submission. */
export interface SubmissionKey {
  device: string;
  submission: string;
}

export interface Submission {
  id: string;
  state: SubmissionRow['state'];
  /** JWS; only when accepted. */
  acceptance: string | null;
  incident: number | null;
  /** Only when refused. */
  problem: AppError | null;
  /** JWS; once the bundle was deleted before its time. */
  withdrawal: string | null;
}

export async function findSubmission(
  database: Database,
  device: string,
  id: string,
): Promise<Submission | undefined> {
  const row = await database
    .selectFrom('submissions')
    .select(['id', 'state', 'acceptance', 'incident', 'problem', 'withdrawal'])
    .where('device', '=', device)
    .where('id', '=', id)
    .executeTakeFirst();
  return (
    row && {
      ...row,
      problem: row.problem === null ? null : appError.parse(JSON.parse(row.problem)),
    }
  );
}

/** Begins a submission, or begins it again. */
export async function saveUploading(
  database: Database,
  { device, submission }: SubmissionKey,
  at: string,
): Promise<void> {
  await database
    .insertInto('submissions')
    .values({
      device,
      id: submission,
      state: 'uploading',
      acceptance: null,
      incident: null,
      problem: null,
      updated_at: at,
      withdrawal: null,
    })
    .onConflict((conflict) =>
      conflict
        .columns(['device', 'id'])
        .doUpdateSet({ state: 'uploading', problem: null, updated_at: at }),
    )
    .execute();
}

const ofKey = (database: Database, { device, submission }: SubmissionKey) =>
  database.updateTable('submissions').where('device', '=', device).where('id', '=', submission);

/** Has no effect unless the submission is uploading. */
export async function setChecking(
  database: Database,
  key: SubmissionKey,
  at: string,
): Promise<void> {
  await ofKey(database, key)
    .set({ state: 'checking', updated_at: at })
    .where('state', '=', 'uploading')
    .execute();
}

export async function setAccepted(
  database: Database,
  key: SubmissionKey,
  { acceptance, incident, at }: { acceptance: string; incident: number; at: string },
): Promise<void> {
  await ofKey(database, key)
    .set({ state: 'accepted', acceptance, incident, problem: null, updated_at: at })
    .execute();
}

export async function setRefused(
  database: Database,
  key: SubmissionKey,
  { problem, at }: { problem: AppError; at: string },
): Promise<void> {
  await ofKey(database, key)
    .set({ state: 'refused', problem: JSON.stringify(problem), updated_at: at })
    .execute();
}

export async function setWithdrawal(
  database: Database,
  key: SubmissionKey,
  withdrawal: string,
): Promise<void> {
  await ofKey(database, key).set({ withdrawal }).execute();
}

export async function deleteSubmission(
  database: Database,
  { device, submission }: SubmissionKey,
): Promise<void> {
  await database
    .deleteFrom('submissions')
    .where('device', '=', device)
    .where('id', '=', submission)
    .execute();
}

/** The incidents that these submissions became, of any device. */
export const incidentsOfSubmissions = (database: Database, ids: readonly string[]) =>
  database
    .selectFrom('submissions')
    .select(['device', 'id', 'incident'])
    .where('id', 'in', ids)
    .execute();
