import type { IncidentStatus, IncidentView } from '#contract/http/incident.ts';
import type { Entry } from './entry.ts';
import { isNews } from './timeline.ts';

/** What of an incident's story is worth telling somebody who has closed the window. */
export type IncidentAnswer = 'message' | 'waiting' | 'resolved' | 'closed';

const tellingStatuses: Partial<Record<IncidentStatus, IncidentAnswer>> = {
  'pending-user': 'waiting',
  resolved: 'resolved',
  closed: 'closed',
};

/** The newest answer among entries that are not in `known`; an engineer's own words say more than the state they set with them. */
export function answerIn(
  { timeline }: IncidentView,
  known: readonly string[],
): IncidentAnswer | null {
  const before = new Set(known);
  let found: IncidentAnswer | null = null;
  for (const entry of timeline) {
    if (before.has(entry.id) || !isNews(entry)) continue;
    const answer =
      entry.kind === 'message'
        ? 'message'
        : entry.kind === 'status'
          ? tellingStatuses[entry.status]
          : undefined;
    if (answer && !(answer === 'waiting' && found === 'message')) found = answer;
  }
  return found;
}

/** The newest of what engineers answered and the person has not seen. */
export function unseenAnswer(
  entries: readonly Entry[],
): { id: string; answer: IncidentAnswer } | null {
  const found = entries.flatMap(({ id, incident, seen }) => {
    const answer = incident && answerIn(incident, seen);
    return answer ? [{ id, answer, at: incident.timeline.at(-1)?.at ?? '' }] : [];
  });
  return found.sort((a, b) => b.at.localeCompare(a.at))[0] ?? null;
}
