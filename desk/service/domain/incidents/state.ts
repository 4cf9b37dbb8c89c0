import { randomUUID } from 'node:crypto';
import { raise } from '#contract/errors/result.ts';
import type { Assignee, Engineer } from '#contract/http/console-api.ts';
import { type IncidentStatus, mostTimelineEntries } from '#contract/http/incident.ts';
import type { Database } from '../../store/database.ts';
import { requireKept, termColumns } from './retention.ts';
import { addEntry } from './timeline.ts';

/** @throws CandorError `not-found`, `conflict` when its story is too long to be continued. */
export async function stateOf(database: Database, incident: number, at: string) {
  const row = await database
    .selectFrom('incidents')
    .select(['status', 'assignee', 'assignee_id', ...termColumns])
    .where('id', '=', incident)
    .executeTakeFirst();
  await requireRoom(database, incident);
  return requireKept(row, at);
}

/** One change writes two lines at most; what the desk itself notes must still find room. */
const spareEntries = 50;

async function requireRoom(database: Database, incident: number): Promise<void> {
  const { count } = await database
    .selectFrom('timeline')
    .select((row) => row.fn.countAll<number>().as('count'))
    .where('incident', '=', incident)
    .executeTakeFirstOrThrow();
  if (count < mostTimelineEntries - spareEntries) return;
  raise(
    'conflict',
    'This conversation is too long to be continued here. Close the incident, or ask for help again.',
  );
}

export async function setState(
  database: Database,
  change: {
    incident: number;
    status: IncidentStatus;
    engineer: Pick<Engineer, 'name'>;
    at: string;
  },
): Promise<void> {
  const { incident, status, engineer, at } = change;
  await database.updateTable('incidents').set({ status }).where('id', '=', incident).execute();
  await addEntry(database, incident, {
    kind: 'status',
    id: randomUUID(),
    at,
    status,
    engineer: engineer.name,
  });
}

/** Null: nobody has it. */
export async function setAssignee(
  database: Database,
  incident: number,
  to: Assignee | null,
): Promise<void> {
  const owner = { assignee: to?.name ?? null, assignee_id: to?.id ?? null };
  await database.updateTable('incidents').set(owner).where('id', '=', incident).execute();
}

/** Two engineers who take an incident at the same moment: the second one has to learn who was first. */
export function alreadyTaken(assignee: string | null): never {
  if (assignee === null)
    raise(
      'conflict',
      'Nobody has this incident any more. Look at it again before you hand it over.',
    );
  raise('conflict', '{assignee} has this incident already. Talk to them, or hand it over.', {
    values: { assignee },
  });
}
