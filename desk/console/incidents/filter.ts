import type { IncidentSummary } from '../../../contract/console-api.ts';

export const views = ['open', 'mine', 'all'] as const;
export type View = (typeof views)[number];

const isOpen = ({ status }: IncidentSummary): boolean => status !== 'resolved' && status !== 'closed';

/** What the engineer looks at. `mine`: open ones that they have. Every word of `query` must stand somewhere in the line. */
export function matching(incidents: readonly IncidentSummary[], view: View, query: string, engineer: string): IncidentSummary[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  return incidents.filter((incident) => {
    if (view !== 'all' && !isOpen(incident)) return false;
    if (view === 'mine' && incident.assignee !== engineer) return false;
    const { number, summary, assignee, deviceName } = incident;
    const line = `${number} ${summary} ${assignee ?? ''} ${deviceName ?? ''}`.toLowerCase();
    return words.every((word) => line.includes(word));
  });
}
