import type { Selectable } from 'kysely';
import type { AuditEntry, AuditQuery } from '#contract/http/console-people.ts';
import type { Database } from './database.ts';
import { containsWord } from './find.ts';
import type { AuditRow } from './tables.ts';

export const entryOf = (row: Selectable<AuditRow>): AuditEntry => ({
  seq: row.seq,
  at: row.at,
  actor: { kind: row.actor_kind, id: row.actor_id, name: row.actor_name },
  action: row.action,
  object: row.object,
  detail: JSON.parse(row.detail) as AuditEntry['detail'],
  previous: row.previous,
  hash: row.hash,
});

export async function insertAuditEntry(database: Database, entry: AuditEntry): Promise<void> {
  const { seq, at, actor, action, object, detail, previous, hash } = entry;
  await database
    .insertInto('audit')
    .values({
      seq,
      at,
      actor_kind: actor.kind,
      actor_id: actor.id,
      actor_name: actor.name,
      action,
      object,
      detail: JSON.stringify(detail),
      previous,
      hash,
    })
    .execute();
}

/** The number and the hash of the newest entry; undefined for an empty log. */
export const lastAuditEntry = (
  database: Database,
): Promise<Pick<AuditEntry, 'seq' | 'hash'> | undefined> =>
  database
    .selectFrom('audit')
    .select(['seq', 'hash'])
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst();

export async function findAuditEntry(
  database: Database,
  seq: number,
): Promise<AuditEntry | undefined> {
  const row = await database
    .selectFrom('audit')
    .selectAll()
    .where('seq', '=', seq)
    .executeTakeFirst();
  return row && entryOf(row);
}

/** Up to `limit` entries after `seq`, oldest first. */
export async function auditEntriesAfter(
  database: Database,
  seq: number,
  limit: number,
): Promise<AuditEntry[]> {
  const rows = await database
    .selectFrom('audit')
    .selectAll()
    .where('seq', '>', seq)
    .orderBy('seq')
    .limit(limit)
    .execute();
  return rows.map(entryOf);
}

/** Up to `limit` entries that match, newest first. */
export async function findAuditEntries(
  database: Database,
  { before, action, find }: AuditQuery,
  limit: number,
): Promise<AuditEntry[]> {
  let query = database.selectFrom('audit').selectAll().orderBy('seq', 'desc').limit(limit);
  if (before !== undefined) query = query.where('seq', '<', before);
  if (action !== undefined) query = query.where('action', '=', action);
  if (find) query = query.where(containsWord(find, ['actor_name', 'actor_id', 'object']));
  return (await query.execute()).map(entryOf);
}
