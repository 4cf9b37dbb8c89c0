import { sql } from 'kysely';
import { thumbprint } from '#contract/bundle/receipt.ts';
import type { AuditEntry, AuditPage, AuditQuery } from '#contract/http/console-people.ts';
import type { Database } from '../../store/database.ts';
import { auditActions, entryOf } from './audit.ts';

const pageLength = 100;

/** Newest first. */
export async function auditPageOf(
  database: Database,
  { before, action, find }: AuditQuery,
): Promise<Omit<AuditPage, 'verdict'>> {
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
  const entries = rows.slice(0, pageLength).map(entryOf);
  const newest = await database
    .selectFrom('audit')
    .select((row) => row.fn.max<number | null>('seq').as('seq'))
    .executeTakeFirst();
  return {
    entries,
    more: rows.length > pageLength,
    // Entries are counted from 1 without a gap.
    total: newest?.seq ?? 0,
    deviceNames: await deviceNamesIn(database, entries),
    actions: [...auditActions],
  };
}

/** A device's key says nothing to a reader. */
async function deviceNamesIn(
  database: Database,
  entries: readonly AuditEntry[],
): Promise<Record<string, string>> {
  const ids = new Set(
    entries.flatMap(({ actor, object, detail }) => [actor.id, object, String(detail.device ?? '')]),
  );
  const devices = await database
    .selectFrom('devices')
    .select(['id', 'name'])
    .where(
      'id',
      'in',
      [...ids].filter((id) => thumbprint.safeParse(id).success),
    )
    .execute();
  return Object.fromEntries(devices.flatMap(({ id, name }) => (name === null ? [] : [[id, name]])));
}
