import type { Selectable } from 'kysely';
import type { DeskTimelineEntry } from '#contract/http/incident.ts';
import type { Database } from './database.ts';
import type { TimelineRow } from './tables.ts';

/**
 * Adds an entry to an incident's timeline, unless an entry with this id is there.
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

/** As engineers see it, oldest first. */
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

export async function hasEntry(database: Database, incident: number, id: string): Promise<boolean> {
  const row = await database
    .selectFrom('timeline')
    .select('id')
    .where('incident', '=', incident)
    .where('id', '=', id)
    .executeTakeFirst();
  return row !== undefined;
}

/** @param from counts only messages from this side. */
export async function countEntries(
  database: Database,
  incident: number,
  from?: 'engineer' | 'person',
): Promise<number> {
  let query = database
    .selectFrom('timeline')
    .select((row) => row.fn.countAll<number>().as('count'))
    .where('incident', '=', incident);
  if (from !== undefined) query = query.where('from', '=', from);
  return (await query.executeTakeFirstOrThrow()).count;
}

/** The newest message after the entry `after` that another engineer wrote. */
export const findColleagueMessage = (
  database: Database,
  incident: number,
  { engineer, after }: { engineer: string; after: string },
): Promise<{ name: string | null } | undefined> =>
  database
    .selectFrom('timeline')
    .select('name')
    .where('incident', '=', incident)
    .where('kind', '=', 'message')
    .where('from', '=', 'engineer')
    .where('author', 'is not', engineer)
    .where('position', '>', (row) =>
      row
        .selectFrom('timeline')
        .select('position')
        .where('incident', '=', incident)
        .where('id', '=', after),
    )
    .orderBy('position', 'desc')
    .executeTakeFirst();
