import { randomUUID } from 'node:crypto';
import type { Engineer } from '../../../contract/console-api.ts';
import type { IncidentStatus } from '../../../contract/incident.ts';
import { raise } from '../../../contract/result.ts';
import type { Database } from '../store/database.ts';
import { requireKept, termColumns } from './retention.ts';
import { addEntry } from './timeline.ts';

/** @throws CandorError `not-found`. */
export async function stateOf(database: Database, incident: number, at: string) {
  const row = await database
    .selectFrom('incidents')
    .select(['status', 'assignee', ...termColumns])
    .where('id', '=', incident)
    .executeTakeFirst();
  return requireKept(row, at);
}

export async function setState(
  database: Database,
  change: { incident: number; status: IncidentStatus; assignee: string; engineer: Engineer; at: string },
): Promise<void> {
  const { incident, status, assignee, engineer, at } = change;
  await database.updateTable('incidents').set({ status, assignee }).where('id', '=', incident).execute();
  await addEntry(database, incident, { kind: 'status', id: randomUUID(), at, status, engineer: engineer.name });
}

/** Two engineers who take an incident at the same moment: the second one has to learn who was first. */
export function alreadyTaken(assignee: string | null): never {
  if (assignee === null) raise('conflict', 'Nobody has this incident any more. Look at it again before you hand it over.');
  raise('conflict', '{assignee} has this incident already. Talk to them, or hand it over.', { values: { assignee } });
}
