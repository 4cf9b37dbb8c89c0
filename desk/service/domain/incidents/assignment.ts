import { randomUUID } from 'node:crypto';
import { raise } from '#contract/errors/result.ts';
import type { Assignee, Engineer } from '#contract/http/console-api.ts';
import { workers } from '#contract/http/roles.ts';
import type { Database } from '../../store/database.ts';
import { deskActor, engineerActor, record } from '../audit/audit.ts';
import { numberOf } from './number.ts';
import { alreadyTaken, setAssignee, setState, stateOf } from './state.ts';
import { addEntry } from './timeline.ts';

/**
 * Gives an incident to another engineer or to nobody. A new one becomes assigned by it.
 * @returns whether anything changed. @throws CandorError `conflict` when somebody else has it than the caller believes,
 * or when it is closed; `not-found` when there is no such engineer.
 */
export async function handOver(
  database: Database,
  change: { incident: number; engineer: Engineer; at: string } & {
    to: string | null;
    instead: string | null;
  },
): Promise<boolean> {
  const { incident, engineer, at } = change;
  return database.transaction().execute(async (transaction) => {
    const { status, assignee: from, assignee_id } = await stateOf(transaction, incident, at);
    const to = change.to === null ? null : await requireAssignee(transaction, change.to);
    if (to === null ? from === null : to.id === assignee_id) return false;
    if (assignee_id !== change.instead) alreadyTaken(from);
    if (status === 'closed')
      raise('conflict', 'This incident is closed. It cannot be given to anybody any more.');
    if (status === 'new' && to !== null)
      await setState(transaction, { incident, status: 'assigned', engineer, at });
    await setAssignee(transaction, incident, to);
    const by = engineer.name;
    await addEntry(transaction, incident, {
      kind: 'assignment',
      id: randomUUID(),
      at,
      from,
      to: to?.name ?? null,
      by,
    });
    await record(transaction, {
      ...{
        at,
        actor: engineerActor(engineer),
        action: 'incident-handed-over',
        object: numberOf(incident),
      },
      detail: { from, to: to?.name ?? null },
    });
    return true;
  });
}

/**
 * Whoever can no longer sign in has no incidents: they would be in nobody's view.
 * @returns the numbers of those that nobody has now.
 */
export async function unassignAllOf(
  database: Database,
  { id, name }: Assignee,
  at: string,
): Promise<string[]> {
  return database.transaction().execute(async (transaction) => {
    const rows = await transaction
      .selectFrom('incidents')
      .select('id')
      .where('assignee_id', '=', id)
      .where('deleted_at', 'is', null)
      .where('status', 'not in', ['resolved', 'closed'])
      .execute();
    for (const row of rows) {
      await setAssignee(transaction, row.id, null);
      await addEntry(transaction, row.id, {
        kind: 'assignment',
        id: randomUUID(),
        at,
        from: name,
        to: null,
        by: null,
      });
      await record(transaction, {
        ...{ at, actor: deskActor, action: 'incident-handed-over', object: numberOf(row.id) },
        detail: { from: name, to: null },
      });
    }
    return rows.map((row) => numberOf(row.id));
  });
}

/**
 * Shows today's name of an account on its incidents: the organisation's sign-in may give a person another one.
 * @returns the numbers of those that changed.
 */
export async function renameAssignee(
  database: Database,
  { id, name }: Assignee,
): Promise<string[]> {
  const rows = await database
    .updateTable('incidents')
    .set({ assignee: name })
    .where('assignee_id', '=', id)
    .where('assignee', '!=', name)
    .where('deleted_at', 'is', null)
    .returning('id')
    .execute();
  return rows.map((row) => numberOf(row.id));
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

async function requireAssignee(database: Database, id: string): Promise<Assignee> {
  const found = await activeEngineers(database).where('id', '=', id).executeTakeFirst();
  return (
    found ??
    raise(
      'not-found',
      'There is no such engineer, or their account is disabled. Choose somebody else.',
    )
  );
}
