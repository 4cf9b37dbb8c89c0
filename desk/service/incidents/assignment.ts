import { randomUUID } from 'node:crypto';
import type { Assignee, Engineer } from '../../../contract/console-api.ts';
import { raise } from '../../../contract/result.ts';
import { workers } from '../../../contract/roles.ts';
import { deskActor, engineerActor, record } from '../audit/audit.ts';
import type { Database } from '../store/database.ts';
import { numberOf } from './number.ts';
import { alreadyTaken, setState, stateOf } from './state.ts';
import { addEntry } from './timeline.ts';

/**
 * Gives an incident to another engineer or to nobody. A new one becomes assigned by it.
 * @returns whether anything changed. @throws CandorError `conflict` when somebody else has it than the caller believes,
 * or when it is closed; `not-found` when there is no such engineer.
 */
export async function handOver(
  database: Database,
  change: { incident: number; engineer: Engineer; at: string } & { to: string | null; instead: string | null },
): Promise<boolean> {
  const { incident, engineer, at } = change;
  return database.transaction().execute(async (transaction) => {
    const { status, assignee } = await stateOf(transaction, incident, at);
    const to = change.to === null ? null : await assigneeName(transaction, change.to);
    if (to === assignee) return false;
    if (assignee !== change.instead) alreadyTaken(assignee);
    if (status === 'closed') raise('conflict', 'This incident is closed. It cannot be given to anybody any more.');
    if (status === 'new' && to !== null)
      await setState(transaction, { incident, status: 'assigned', assignee: to, engineer: engineer.name, at });
    else await transaction.updateTable('incidents').set({ assignee: to }).where('id', '=', incident).execute();
    const by = engineer.name;
    await addEntry(transaction, incident, { kind: 'assignment', id: randomUUID(), at, from: assignee, to, by });
    await record(transaction, {
      ...{ at, actor: engineerActor(engineer), action: 'incident-handed-over', object: numberOf(incident) },
      detail: { from: assignee, to },
    });
    return true;
  });
}

/**
 * Whoever can no longer sign in has no incidents: they would be in nobody's view.
 * @returns the numbers of those that nobody has now.
 */
export async function unassignAllOf(database: Database, name: string, at: string): Promise<string[]> {
  return database.transaction().execute(async (transaction) => {
    const namesake = await activeEngineers(transaction).where('name', '=', name).executeTakeFirst();
    if (namesake) return [];
    const rows = await transaction
      .selectFrom('incidents')
      .select('id')
      .where('assignee', '=', name)
      .where('deleted_at', 'is', null)
      .where('status', 'not in', ['resolved', 'closed'])
      .execute();
    for (const { id } of rows) {
      await transaction.updateTable('incidents').set({ assignee: null }).where('id', '=', id).execute();
      await addEntry(transaction, id, { kind: 'assignment', id: randomUUID(), at, from: name, to: null, by: null });
      await record(transaction, {
        ...{ at, actor: deskActor, action: 'incident-handed-over', object: numberOf(id) },
        detail: { from: name, to: null },
      });
    }
    return rows.map(({ id }) => numberOf(id));
  });
}

/**
 * Whoever signs in by the organisation may be called otherwise one day, and keeps their incidents. Where a namesake has
 * the old name, nobody knows whose they are, and they stay.
 * @returns the numbers of those that changed.
 */
export async function renameAssignee(database: Database, { from, to }: { from: string; to: string }): Promise<string[]> {
  return database.transaction().execute(async (transaction) => {
    const namesake = await activeEngineers(transaction).where('name', '=', from).executeTakeFirst();
    if (namesake) return [];
    const rows = await transaction
      .updateTable('incidents')
      .set({ assignee: to })
      .where('assignee', '=', from)
      .where('deleted_at', 'is', null)
      .returning('id')
      .execute();
    return rows.map(({ id }) => numberOf(id));
  });
}

/** Everybody who can be given an incident, by name. */
export async function assigneesOf(database: Database): Promise<Assignee[]> {
  return activeEngineers(database).orderBy('name_key').execute();
}

const activeEngineers = (database: Database) =>
  database
    .selectFrom('engineers')
    .select(['id', 'name'])
    .where('disabled_at', 'is', null)
    .where('role', 'in', workers)
    // An account that was only invited cannot see what it is given.
    .where('id', 'not in', (rows) => rows.selectFrom('invitations').select('engineer'));

async function assigneeName(database: Database, id: string): Promise<string> {
  const found = await activeEngineers(database).where('id', '=', id).executeTakeFirst();
  return found?.name ?? raise('not-found', 'There is no such engineer, or their account is disabled. Choose somebody else.');
}
