import type { IncidentStatus } from '../../../contract/incident.ts';

/**
 * Whether somebody waits for an answer. Before the first message what the person described is their last word; an incident
 * that has ended waits for nothing, because a message from the person opens it again.
 */
export function awaitsAnswer(status: IncidentStatus, lastMessageFrom: 'engineer' | 'person' | null): boolean {
  return status !== 'resolved' && status !== 'closed' && lastMessageFrom !== 'engineer';
}
