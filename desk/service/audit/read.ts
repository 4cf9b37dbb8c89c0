import { sql } from 'kysely';
import type { AuditPage, AuditQuery } from '../../../contract/console-people.ts';
import type { Database } from '../store/database.ts';
import { auditActions, entryOf } from './audit.ts';

const pageLength = 100;

/** Newest first. */
export async function auditPageOf(database: Database, { before, action, find }: AuditQuery): Promise<Omit<AuditPage, 'verdict'>> {
  // `\` is no character of LIKE's own unless ESCAPE says so.
  const pattern = find ? `%${find.replace(/[\\%_]/g, '\\$&')}%` : null;
  let query = database
    .selectFrom('audit')
    .selectAll()
    .orderBy('seq', 'desc')
    .limit(pageLength + 1);
  if (before !== undefined) query = query.where('seq', '<', before);
  if (action !== undefined) query = query.where('action', '=', action);
  if (pattern !== null) {
    query = query.where((row) =>
      row.or(
        (['actor_name', 'actor_id', 'object'] as const).map(
          (column) => sql<boolean>`${sql.ref(column)} like ${pattern} escape '\\'`,
        ),
      ),
    );
  }
  const rows = await query.execute();
  return {
    entries: rows.slice(0, pageLength).map(entryOf),
    more: rows.length > pageLength,
    actions: [...auditActions],
  };
}
