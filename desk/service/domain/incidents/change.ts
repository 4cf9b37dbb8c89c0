import { randomUUID } from 'node:crypto';
import { raise } from '#contract/errors/result.ts';
import type { Assignee, Engineer, EngineerMessage } from '#contract/http/console-api.ts';
import type { PersonMessage } from '#contract/http/device-api.ts';
import type { IncidentStatus } from '#contract/http/incident.ts';
import type { Database } from '#desk/service/store/database.ts';
import { setAssignee, setStatus } from '#desk/service/store/incidents.ts';
import {
  addEntry,
  countEntries,
  findColleagueMessage,
  hasEntry,
} from '#desk/service/store/timeline.ts';
import { inTransaction } from '#desk/service/store/transaction.ts';
import { engineerActor, record } from '../audit/audit.ts';
import { numberOf } from './number.ts';
import { alreadyTaken, setState, stateOf } from './state.ts';
import { mayChange } from './status.ts';

/** Moves an incident on; the first engineer who touches it is its assignee. @returns whether anything changed. */
export async function changeStatus(
  database: Database,
  change: { incident: number; status: IncidentStatus; engineer: Engineer; at: string },
): Promise<boolean> {
  return inTransaction(database, async (transaction) => {
    const { status, assignee, assigneeId } = await stateOf(transaction, change.incident, change.at);
    if (change.status === 'assigned' && assignee !== null && assigneeId !== change.engineer.id)
      alreadyTaken(assignee);
    if (!mayChange(status, change.status)) return false;
    await setState(transaction, change);
    if (assignee === null) await setAssignee(transaction, change.incident, change.engineer);
    await record(transaction, {
      ...{
        at: change.at,
        actor: engineerActor(change.engineer),
        action: 'incident-changed',
        object: numberOf(change.incident),
      },
      detail: { from: status, to: change.status },
    });
    return true;
  });
}

/**
 * An engineer's answer; the same message sent twice is one. A new incident becomes assigned by it.
 * @throws CandorError `conflict` when a colleague has answered since `message.after`.
 */
export async function answer(
  database: Database,
  message: EngineerMessage & { incident: number; engineer: Engineer; at: string },
): Promise<void> {
  const { incident, text, engineer, at, id = randomUUID(), after } = message;
  await inTransaction(database, async (transaction) => {
    const { status, assignee } = await stateOf(transaction, incident, at);
    if (await hasEntry(transaction, incident, id)) return;
    refuseClosed(status);
    if (after !== undefined) await refuseUnread(transaction, incident, engineer, after);
    if (status === 'new') await assign(transaction, { incident, engineer, at });
    else if (assignee === null) await setAssignee(transaction, incident, engineer);
    const author = { name: engineer.name, author: engineer.id };
    await addEntry(transaction, incident, {
      kind: 'message',
      id,
      at,
      from: 'engineer',
      ...author,
      text,
    });
    const actor = engineerActor(engineer);
    await record(transaction, {
      at,
      actor,
      action: 'incident-answered',
      object: numberOf(incident),
    });
  });
}

/** Gives a new incident to an engineer. */
export async function assign(
  database: Database,
  to: { incident: number; engineer: Assignee; at: string },
): Promise<void> {
  await setState(database, { ...to, status: 'assigned' });
  await setAssignee(database, to.incident, to.engineer);
}

/** What the person writes; the same message sent twice is one. @returns whether anything changed. */
export async function addPersonMessage(
  database: Database,
  incident: number,
  message: PersonMessage,
  { at, most }: { at: string; most: number },
): Promise<boolean> {
  return inTransaction(database, async (transaction) => {
    const { status } = await stateOf(transaction, incident, at);
    const entry = {
      kind: 'message' as const,
      id: message.id,
      at,
      from: 'person' as const,
      name: '',
      text: message.text,
    };
    const added = await addEntry(transaction, incident, entry);
    // After the insert: a message that arrived before the incident was closed is still answered as received.
    if (added) refuseClosed(status);
    if (added) await refuseMore(transaction, incident, most);
    if (added && status === 'resolved') await reopen(transaction, incident, at);
    return added;
  });
}

async function refuseUnread(
  database: Database,
  incident: number,
  { id }: Engineer,
  after: string,
): Promise<void> {
  const unread = await findColleagueMessage(database, incident, { engineer: id, after });
  if (!unread) return;
  raise(
    'conflict',
    '{name} answered while you were writing. Read that answer, then send yours if it still helps.',
    {
      values: { name: unread.name ?? '' },
    },
  );
}

/** A message after “resolved” means that the problem remains; an ended incident is on no engineer's list. */
async function reopen(database: Database, incident: number, at: string): Promise<void> {
  const status = 'in-progress';
  await setStatus(database, incident, status);
  await addEntry(database, incident, {
    kind: 'status',
    id: randomUUID(),
    at,
    status,
    engineer: '',
  });
}

async function refuseMore(database: Database, incident: number, most: number): Promise<void> {
  if ((await countEntries(database, incident, 'person')) <= most) return;
  raise(
    'conflict',
    'This conversation is too long to be continued here. Call your support team, or ask for help again.',
  );
}

function refuseClosed(status: IncidentStatus): void {
  if (status === 'closed')
    raise(
      'conflict',
      'This incident is closed, so nobody would see this message. Ask for help again: that opens a new incident.',
    );
}
