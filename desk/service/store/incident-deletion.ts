import { sql } from 'kysely';
import type { Database } from './database.ts';

/**
 * Deletes the conversation of an incident and all that was read out of its bundle, and what people wrote and revealed in
 * its requests. The fact that they were asked remains.
 */
export async function deleteIncidentContent(
  database: Database,
  id: number,
  at: string,
): Promise<void> {
  const nothing = new Uint8Array();
  await database.deleteFrom('timeline').where('incident', '=', id).execute();
  await database
    .updateTable('incidents')
    .set({
      assignee: null,
      assignee_id: null,
      headline: nothing,
      extract: nothing,
      deleted_at: at,
    })
    .where('id', '=', id)
    .execute();
  const requests = database.selectFrom('requests').select('jti').where('incident', '=', id);
  await database
    .updateTable('request_events')
    .set({ sentence: null })
    .where('request', 'in', requests)
    .execute();
  await database
    .updateTable('requests')
    .set({ answer: null, reason: '–', jws: null })
    .where('incident', '=', id)
    .execute();
}

export async function setDeletedBy(
  database: Database,
  id: number,
  { name, reason }: { name: string; reason: string },
): Promise<void> {
  await database
    .updateTable('incidents')
    .set({ deleted_by: name, deleted_reason: reason })
    .where('id', '=', id)
    .execute();
}

/** Empties SQLite's log, where old pages of the database remain until then (https://sqlite.org/wal.html, section 2.3). */
export async function emptyLog(database: Database): Promise<void> {
  await sql`pragma wal_checkpoint(truncate)`.execute(database);
}
