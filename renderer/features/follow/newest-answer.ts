import type { IncidentView, TimelineEntry } from '#contract/http/incident.ts';

type Message = Extract<TimelineEntry, { kind: 'message' }>;

/** The engineer's newest message, if the person has not answered it; otherwise null. */
export function unansweredMessage({ timeline }: IncidentView): Message | null {
  const last = timeline.findLast((entry) => entry.kind === 'message');
  return last?.kind === 'message' && last.from === 'engineer' ? last : null;
}

/** Whether the engineer is waiting for an answer that the person has not written yet. */
export function needsAnswer({ status, timeline }: IncidentView): boolean {
  if (status !== 'pending-user') return false;
  const asked = timeline.findLastIndex(
    (entry) => entry.kind === 'status' && entry.status === 'pending-user',
  );
  return !timeline
    .slice(asked + 1)
    .some((entry) => entry.kind === 'message' && entry.from === 'person');
}
