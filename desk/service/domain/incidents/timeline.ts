import type { DeskTimelineEntry, IncidentView, TimelineEntry } from '#contract/http/incident.ts';
import type { Database } from '#desk/service/store/database.ts';
import type { Incident } from '#desk/service/store/incidents.ts';
import { timelineOf } from '#desk/service/store/timeline.ts';
import { numberOf } from './number.ts';
import { isKept } from './retention.ts';

/** The incident as the person's app shows it. One whose agreed time has passed is closed, and nothing more is known of it. */
export async function viewOf(
  database: Database,
  incident: Pick<Incident, 'id' | 'status' | 'expiresAt' | 'deletedAt'>,
  at: string,
): Promise<IncidentView> {
  const number = numberOf(incident.id);
  if (!isKept(incident, at)) return { number, status: 'closed', timeline: [] };
  return {
    number,
    status: incident.status,
    timeline: (await timelineOf(database, incident.id)).flatMap(forPerson),
  };
}

/** Accounts and assignments are for engineers; an agent refuses what it does not know. */
function forPerson(entry: DeskTimelineEntry): TimelineEntry[] {
  if (entry.kind === 'assignment') return [];
  if (entry.kind !== 'message') return [entry];
  const { author: _author, ...message } = entry;
  return [message];
}
