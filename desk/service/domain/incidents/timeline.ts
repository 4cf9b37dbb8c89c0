import type { Selectable } from 'kysely';
import type { DeskTimelineEntry, IncidentView, TimelineEntry } from '#contract/http/incident.ts';
import type { Database } from '../../store/database.ts';
import type { IncidentRow, TimelineRow } from '../../store/tables.ts';
import { numberOf } from './number.ts';
import { isKept } from './retention.ts';

/**
 * Adds a line to an incident's story, unless a line with this id is there.
 * @returns false when it was there.
 */
export async function addEntry(
  database: Database,
  incident: number,
  entry: DeskTimelineEntry,
): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await database
    .insertInto('timeline')
    .values({
      id: entry.id,
      incident,
      at: entry.at,
      kind: entry.kind,
      status: entry.kind === 'status' ? entry.status : null,
      from: entry.kind === 'message' ? entry.from : null,
      name: nameIn(entry),
      author: entry.kind === 'message' ? (entry.author ?? null) : null,
      text: entry.kind === 'message' ? entry.text : null,
      assigned_from: entry.kind === 'assignment' ? entry.from : null,
      assigned_to: entry.kind === 'assignment' ? entry.to : null,
    })
    .onConflict((conflict) => conflict.columns(['incident', 'id']).doNothing())
    .executeTakeFirst();
  return numInsertedOrUpdatedRows === 1n;
}

function nameIn(entry: DeskTimelineEntry): string | null {
  switch (entry.kind) {
    case 'message':
      return entry.name;
    case 'status':
      return entry.engineer;
    case 'assignment':
      return entry.by;
    case 'received':
      return null;
  }
}

/** As engineers see it. */
export async function timelineOf(
  database: Database,
  incident: number,
): Promise<DeskTimelineEntry[]> {
  const rows = await database
    .selectFrom('timeline')
    .selectAll()
    .where('incident', '=', incident)
    .orderBy('position')
    .execute();
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
  return {
    number,
    status: row.status,
    timeline: (await timelineOf(database, row.id)).flatMap(forPerson),
  };
}

/** Accounts and assignments are for engineers; an agent refuses what it does not know. */
function forPerson(entry: DeskTimelineEntry): TimelineEntry[] {
  if (entry.kind === 'assignment') return [];
  if (entry.kind !== 'message') return [entry];
  const { author: _author, ...message } = entry;
  return [message];
}

function entryOf(row: Selectable<TimelineRow>): DeskTimelineEntry {
  const { kind, id, at, status, from, name, author, text } = row;
  if (kind === 'status' && status && name !== null) return { kind, id, at, status, engineer: name };
  if (kind === 'message' && from && name !== null && text !== null)
    return { kind, id, at, from, name, ...(author !== null && { author }), text };
  if (kind === 'assignment')
    return { kind, id, at, from: row.assigned_from, to: row.assigned_to, by: name };
  if (kind === 'received') return { kind, id, at };
  throw new Error(`timeline entry ${id} is incomplete`);
}
