import type { IncidentView, TimelineEntry } from '../../contract/incident.ts';

/**
 * The desk's newer view of an incident laid over the known one. Nothing that was once shown disappears, even when the
 * desk was restored from an older backup; what both know is taken from the desk.
 */
export function mergeIncident(known: IncidentView, answer: IncidentView): IncidentView {
  const answered = new Set(answer.timeline.map(({ id }) => id));
  const kept = known.timeline.filter(({ id }) => !answered.has(id));
  if (kept.length === 0) return answer;
  const timeline = [...kept, ...answer.timeline]
    .map((entry, position) => ({ entry, position }))
    .sort((a, b) => Date.parse(a.entry.at) - Date.parse(b.entry.at) || a.position - b.position)
    .map(({ entry }) => entry);
  return { ...answer, timeline };
}

/** Entries that tell the person something: what engineers wrote and did, not what they themselves wrote. */
export function isNews(entry: TimelineEntry): boolean {
  return entry.kind === 'status' || (entry.kind === 'message' && entry.from === 'engineer');
}

export function unreadCount({ timeline }: IncidentView, seen: readonly string[]): number {
  const known = new Set(seen);
  return timeline.filter((entry) => isNews(entry) && !known.has(entry.id)).length;
}

export function newsIds({ timeline }: IncidentView): string[] {
  return timeline.filter(isNews).map(({ id }) => id);
}
