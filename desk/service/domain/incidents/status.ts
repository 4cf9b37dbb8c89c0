import { raise } from '#contract/errors/result.ts';
import { type IncidentStatus, nextStatuses } from '#contract/http/incident.ts';

/**
 * True when the incident changes, false when it is there already.
 * @throws CandorError `conflict` when ITIL knows no such step.
 */
export function mayChange(from: IncidentStatus, to: IncidentStatus): boolean {
  if (from === to) return false;
  if (nextStatuses[from].includes(to)) return true;
  if (nextStatuses[from].length === 0) {
    raise('conflict', 'This incident is {from}. It cannot be changed any more.', {
      values: { from },
    });
  }
  raise('conflict', 'This incident is {from} and cannot become {to}. It can become: {possible}.', {
    values: { from, to, possible: nextStatuses[from].join(', ') },
  });
}
