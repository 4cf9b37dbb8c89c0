import { randomUUID } from 'node:crypto';
import { raise } from '#contract/errors/result.ts';
import type { Assignee, Engineer } from '#contract/http/console-api.ts';
import type { Database } from '#desk/service/store/database.ts';
import { findAssignee } from '#desk/service/store/engineers.ts';
import { listUnfinishedOf, renameAssigneeOf, setAssignee } from '#desk/service/store/incidents.ts';
import { addEntry } from '#desk/service/store/timeline.ts';
import { inTransaction } from '#desk/service/store/transaction.ts';
import { deskActor, engineerActor, record } from '../audit/audit.ts';
import { numberOf } from './number.ts';
import { alreadyTaken, setState, stateOf } from './state.ts';

/**
 * Gives an incident to another engineer, or unassigns it. A new incident becomes assigned.
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
  return inTransaction(database, async (transaction) => {
    const { status, assignee: from, assigneeId } = await stateOf(transaction, incident, at);
    const to = change.to === null ? null : await requireAssignee(transaction, change.to);
    if (to === null ? from === null : to.id === assigneeId) return false;
    if (assigneeId !== change.instead) alreadyTaken(from);
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
 * Unassigns the incidents of an engineer who can no longer sign in; otherwise no colleague would see them.
 * @returns the numbers of the incidents that are unassigned now.
 */
export async function unassignAllOf(
  database: Database,
  { id, name }: Assignee,
  at: string,
): Promise<string[]> {
  return inTransaction(database, async (transaction) => {
    const incidents = await listUnfinishedOf(transaction, id);
    for (const incident of incidents) {
      await setAssignee(transaction, incident, null);
      await addEntry(transaction, incident, {
        kind: 'assignment',
        id: randomUUID(),
        at,
        from: name,
        to: null,
        by: null,
      });
      await record(transaction, {
        ...{ at, actor: deskActor, action: 'incident-handed-over', object: numberOf(incident) },
        detail: { from: name, to: null },
      });
    }
    return incidents.map(numberOf);
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
  return (await renameAssigneeOf(database, { id, name })).map(numberOf);
}

async function requireAssignee(database: Database, id: string): Promise<Assignee> {
  const found = await findAssignee(database, id);
  return (
    found ??
    raise(
      'not-found',
      'There is no such engineer, or their account is disabled. Choose somebody else.',
    )
  );
}
