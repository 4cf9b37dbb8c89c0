import type { IncidentStatus } from '../../../contract/incident.ts';
import { raise } from '../../../contract/result.ts';

/**
 * Where an incident may go from each state (ITIL): work goes on, waits, is resolved, and only what is resolved can be
 * closed or opened again. A closed incident stays closed: a new trouble is a new incident.
 */
export const nextStatuses: Readonly<Record<IncidentStatus, readonly IncidentStatus[]>> = {
  new: ['assigned', 'in-progress', 'pending-user', 'pending-third-party', 'resolved'],
  assigned: ['in-progress', 'pending-user', 'pending-third-party', 'resolved'],
  'in-progress': ['pending-user', 'pending-third-party', 'resolved'],
  'pending-user': ['in-progress', 'pending-third-party', 'resolved'],
  'pending-third-party': ['in-progress', 'pending-user', 'resolved'],
  resolved: ['in-progress', 'closed'],
  closed: [],
};

/**
 * True when the incident changes, false when it is there already.
 * @throws CandorError `conflict` when ITIL knows no such step.
 */
export function mayChange(from: IncidentStatus, to: IncidentStatus): boolean {
  if (from === to) return false;
  if (nextStatuses[from].includes(to)) return true;
  if (nextStatuses[from].length === 0) {
    raise('conflict', 'This incident is {from}. It cannot be changed any more.', { values: { from } });
  }
  raise('conflict', 'This incident is {from} and cannot become {to}. It can become: {possible}.', {
    values: { from, to, possible: nextStatuses[from].join(', ') },
  });
}
