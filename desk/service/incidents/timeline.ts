import type { Selectable } from 'kysely';
import type { IncidentView, TimelineEntry } from '../../../contract/incident.ts';
import type { Database } from '../store/database.ts';
import type { IncidentRow, TimelineRow } from '../store/tables.ts';
import { numberOf } from './number.ts';
import { isKept } from './retention.ts';

/**
 * Adds a line to an incident's story, unless a line with this id is there.
 * @returns false when it was there.
 */
export async function addEntry(database: Database, incident: number, entry: TimelineEntry): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await database
    .insertInto('timeline')
    .values({
      id: entry.id,
      incident,
      at: entry.at,
      kind: entry.kind,
      status: entry.kind === 'status' ? entry.status : null,
      from: entry.kind === 'message' ? entry.from : null,
      name: entry.kind === 'message' ? entry.name : entry.kind === 'status' ? entry.engineer : null,
      text: entry.kind === 'message' ? entry.text : null,
    })
    .onConflict((conflict) => conflict.columns(['incident', 'id']).doNothing())
    .executeTakeFirst();
  return numInsertedOrUpdatedRows === 1n;
}

export async function timelineOf(database: Database, incident: number): Promise<TimelineEntry[]> {
  const rows = await database.selectFrom('timeline').selectAll().where('incident', '=', incident).orderBy('position').execute();
  return rows.map(entryOf);
}

/** The incident as the person's app shows it. One whose agreed time has passed is closed, and nothing more is known of it. */
export async function viewOf(
  database: Database,
  row: Pick<Selectable<IncidentRow>, 'id' | 'status' | 'expires_at' | 'deleted_at'>,
  at: string,
): Promise<IncidentView> {
  const number = numberOf(row.id);
  if (!isKept(row, at)) return { number, status: 'closed', timeline: [] };
  return { number, status: row.status, timeline: await timelineOf(database, row.id) };
}

function entryOf({ kind, id, at, status, from, name, text }: Selectable<TimelineRow>): TimelineEntry {
  if (kind === 'status' && status && name !== null) return { kind, id, at, status, engineer: name };
  if (kind === 'message' && from && name !== null && text !== null) return { kind, id, at, from, name, text };
  if (kind === 'received') return { kind, id, at };
  throw new Error(`timeline entry ${id} is incomplete`);
}
