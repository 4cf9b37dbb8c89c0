import type { Database } from './database.ts';

/** Up to `limit` ids of incidents after `last` that are not deleted. */
export async function incidentIdsAfter(
  database: Database,
  last: number,
  limit: number,
): Promise<number[]> {
  const rows = await database
    .selectFrom('incidents')
    .select('id')
    .where('id', '>', last)
    .where('deleted_at', 'is', null)
    .orderBy('id')
    .limit(limit)
    .execute();
  return rows.map(({ id }) => id);
}

/** What the list shows of these incidents, unless they are deleted; `decryptHeadline` reads the rest. */
export const findListed = (database: Database, ids: readonly number[]) =>
  database
    .selectFrom('incidents')
    .select([
      'id',
      'device',
      'received_at as receivedAt',
      'status',
      'assignee',
      'assignee_id as assigneeId',
      'upload',
      'headline',
      'expires_at as expiresAt',
      'request',
    ])
    .select((row) =>
      row
        .selectFrom('timeline')
        .select('timeline.from')
        .whereRef('timeline.incident', '=', 'incidents.id')
        .where('timeline.kind', '=', 'message')
        .orderBy('timeline.position', 'desc')
        .limit(1)
        .as('lastFrom'),
    )
    .where('id', 'in', ids)
    .where('deleted_at', 'is', null)
    .orderBy('id')
    .execute();
