import type { IncidentStatus, IncidentView } from '#contract/http/incident.ts';
import type { Entry } from './entry.ts';
import { isNews } from './timeline.ts';

/** What in an incident is worth a notification to a person who has closed the window. */
export type IncidentAnswer = 'message' | 'waiting' | 'resolved' | 'closed';

const notableStatuses: Partial<Record<IncidentStatus, IncidentAnswer>> = {
  'pending-user': 'waiting',
  resolved: 'resolved',
  closed: 'closed',
};

/** The newest answer among entries that are not in `known`; an engineer's message counts for more than the status set with it. */
export function answerIn(
  { timeline }: IncidentView,
  known: readonly string[],
): IncidentAnswer | null {
  const before = new Set(known);
  let newest: IncidentAnswer | null = null;
  for (const entry of timeline) {
    if (before.has(entry.id) || !isNews(entry)) continue;
    const answer =
      entry.kind === 'message'
        ? 'message'
        : entry.kind === 'status'
          ? notableStatuses[entry.status]
          : undefined;
    if (answer && !(answer === 'waiting' && newest === 'message')) newest = answer;
  }
  return newest;
}

/** The newest answer that the person has not seen. */
export function unseenAnswer(
  entries: readonly Entry[],
): { id: string; answer: IncidentAnswer } | null {
  const unseen = entries.flatMap(({ id, incident, seen }) => {
    const answer = incident && answerIn(incident, seen);
    return answer ? [{ id, answer, at: incident.timeline.at(-1)?.at ?? '' }] : [];
  });
  return unseen.sort((a, b) => b.at.localeCompare(a.at))[0] ?? null;
}
