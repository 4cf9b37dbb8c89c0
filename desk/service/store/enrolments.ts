import type { Database } from './database.ts';

/** A token with which computers enrol. */
export interface Enrolment {
  id: string;
  label: string;
  uses: number;
  usesLeft: number;
  createdAt: string;
  /** An engineer's name. */
  createdBy: string;
  expiresAt: string;
  revokedAt: string | null;
}

const columns = [
  'id',
  'label',
  'uses',
  'uses_left as usesLeft',
  'created_at as createdAt',
  'created_by as createdBy',
  'expires_at as expiresAt',
  'revoked_at as revokedAt',
] as const;

/** Newest first. */
export const listEnrolments = (database: Database, most: number): Promise<Enrolment[]> =>
  database
    .selectFrom('enrolments')
    .select(columns)
    .orderBy('created_at', 'desc')
    .limit(most)
    .execute();

export const findEnrolment = (
  database: Database,
  tokenHash: string,
): Promise<Enrolment | undefined> =>
  database
    .selectFrom('enrolments')
    .select(columns)
    .where('token_hash', '=', tokenHash)
    .executeTakeFirst();

export async function insertEnrolment(
  database: Database,
  enrolment: Enrolment,
  tokenHash: string,
): Promise<void> {
  const { id, label, uses, usesLeft, createdAt, createdBy, expiresAt, revokedAt } = enrolment;
  await database
    .insertInto('enrolments')
    .values({
      id,
      label,
      token_hash: tokenHash,
      uses,
      uses_left: usesLeft,
      created_at: createdAt,
      created_by: createdBy,
      expires_at: expiresAt,
      revoked_at: revokedAt,
    })
    .execute();
}

export async function setUsesLeft(database: Database, id: string, uses: number): Promise<void> {
  await database.updateTable('enrolments').set({ uses_left: uses }).where('id', '=', id).execute();
}

/** @returns false when there is no such token or it was revoked before. */
export async function setEnrolmentRevoked(
  database: Database,
  id: string,
  at: string,
): Promise<boolean> {
  const { numUpdatedRows } = await database
    .updateTable('enrolments')
    .set({ revoked_at: at })
    .where('id', '=', id)
    .where('revoked_at', 'is', null)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}
