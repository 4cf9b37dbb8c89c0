import type { IncidentView, TimelineEntry } from '#contract/http/incident.ts';

/** How much of one incident this computer stores. People need far less; a malicious desk must not fill their disk. */
export const timelineLimits = { entries: 500, bytes: 1024 * 1024 } as const;

/**
 * Merges the desk's newer view of an incident into the known one. What was once shown does not disappear when the desk is
 * restored from an older backup; for entries that both have, the desk's version counts. Beyond the limits, the oldest
 * entries are dropped.
 */
export function mergeIncident(known: IncidentView | null, answer: IncidentView): IncidentView {
  const answered = new Set(answer.timeline.map(({ id }) => id));
  const kept = known?.timeline.filter(({ id }) => !answered.has(id)) ?? [];
  if (kept.length === 0) return { ...answer, timeline: newest(answer.timeline) };
  const timeline = [...kept, ...answer.timeline]
    .map((entry, position) => ({ entry, position }))
    .sort((a, b) => Date.parse(a.entry.at) - Date.parse(b.entry.at) || a.position - b.position)
    .map(({ entry }) => entry);
  return { ...answer, timeline: newest(timeline) };
}

function newest(timeline: readonly TimelineEntry[]): TimelineEntry[] {
  const last = timeline.slice(-timelineLimits.entries);
  let bytes = 0;
  const from = last.findLastIndex((entry) => {
    bytes += Buffer.byteLength(JSON.stringify(entry));
    return bytes > timelineLimits.bytes;
  });
  return last.slice(from + 1);
}

/** Entries that are news to the person: what engineers wrote and did, not what the person wrote. */
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
