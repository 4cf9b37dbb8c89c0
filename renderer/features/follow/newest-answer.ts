import type { IncidentView, TimelineEntry } from '#contract/http/incident.ts';

type Message = Extract<TimelineEntry, { kind: 'message' }>;

/** What the engineer wrote last, while the person has not answered it; null otherwise. */
export function unansweredMessage({ timeline }: IncidentView): Message | null {
  const last = timeline.findLast((entry) => entry.kind === 'message');
  return last?.kind === 'message' && last.from === 'engineer' ? last : null;
}

/** Whether the engineer waits for the person, who has written nothing since. */
export function needsAnswer({ status, timeline }: IncidentView): boolean {
  if (status !== 'pending-user') return false;
  const asked = timeline.findLastIndex(
    (entry) => entry.kind === 'status' && entry.status === 'pending-user',
  );
  return !timeline
    .slice(asked + 1)
    .some((entry) => entry.kind === 'message' && entry.from === 'person');
}
