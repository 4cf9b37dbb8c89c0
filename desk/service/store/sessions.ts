import type { Database } from './database.ts';

/** Sessions used or created before these times have ended. */
export interface SessionLimits {
  usedSince: string;
  createdSince: string;
}

export async function deleteEndedSessions(
  database: Database,
  { usedSince, createdSince }: SessionLimits,
): Promise<void> {
  await database
    .deleteFrom('sessions')
    .where((row) => row.or([row('used_at', '<', usedSince), row('created_at', '<', createdSince)]))
    .execute();
}

export async function insertSession(
  database: Database,
  {
    hash,
    engineer,
    at,
    confirmed,
  }: { hash: string; engineer: string; at: string; confirmed: boolean },
): Promise<void> {
  await database
    .insertInto('sessions')
    .values({
      id_hash: hash,
      engineer,
      created_at: at,
      used_at: at,
      confirmed_at: confirmed ? at : null,
    })
    .execute();
}

/** A session that has not ended, with its engineer unless their account is disabled. */
export const findSessionByHash = (
  database: Database,
  hash: string,
  { usedSince, createdSince }: SessionLimits,
) =>
  database
    .selectFrom('sessions')
    .innerJoin('engineers', 'engineers.id', 'sessions.engineer')
    .select([
      'engineers.id',
      'engineers.name',
      'engineers.role',
      'sessions.used_at as usedAt',
      'sessions.confirmed_at as confirmedAt',
    ])
    .where('sessions.id_hash', '=', hash)
    .where('sessions.used_at', '>=', usedSince)
    .where('sessions.created_at', '>=', createdSince)
    .where('engineers.disabled_at', 'is', null)
    .executeTakeFirst();

export async function setSessionUsed(database: Database, hash: string, at: string): Promise<void> {
  await database.updateTable('sessions').set({ used_at: at }).where('id_hash', '=', hash).execute();
}

export async function sessionExists(
  database: Database,
  hash: string,
  { usedSince, createdSince }: SessionLimits,
): Promise<boolean> {
  const row = await database
    .selectFrom('sessions')
    .select('id_hash')
    .where('id_hash', '=', hash)
    .where('used_at', '>=', usedSince)
    .where('created_at', '>=', createdSince)
    .executeTakeFirst();
  return row !== undefined;
}

export async function endSession(database: Database, hash: string): Promise<void> {
  await database.deleteFrom('sessions').where('id_hash', '=', hash).execute();
}

/** A changed role, password or second factor ends the sessions that began with the old one. */
export async function endSessionsOf(database: Database, engineer: string): Promise<void> {
  await database.deleteFrom('sessions').where('engineer', '=', engineer).execute();
}
