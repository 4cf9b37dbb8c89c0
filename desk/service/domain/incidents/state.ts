import { randomUUID } from 'node:crypto';
import { raise } from '#contract/errors/result.ts';
import type { Engineer } from '#contract/http/console-api.ts';
import { type IncidentStatus, mostTimelineEntries } from '#contract/http/incident.ts';
import type { Database } from '#desk/service/store/database.ts';
import { findIncident, type Incident, setStatus } from '#desk/service/store/incidents.ts';
import { addEntry, countEntries } from '#desk/service/store/timeline.ts';
import { requireKept } from './retention.ts';

/** @throws CandorError `not-found`, `conflict` when its story is too long to be continued. */
export async function stateOf(database: Database, id: number, at: string): Promise<Incident> {
  const incident = await findIncident(database, id);
  await requireRoom(database, id);
  return requireKept(incident, at);
}

/** One change writes two lines at most; what the desk itself notes must still find room. */
const spareEntries = 50;

async function requireRoom(database: Database, incident: number): Promise<void> {
  if ((await countEntries(database, incident)) < mostTimelineEntries - spareEntries) return;
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
  await setStatus(database, incident, status);
  await addEntry(database, incident, {
    kind: 'status',
    id: randomUUID(),
    at,
    status,
    engineer: engineer.name,
  });
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
