import type { IncidentStatus } from '#contract/http/incident.ts';

/**
 * Whether somebody waits for an answer. Before the first message what the person described is their last word, and a bundle
 * that an engineer asked for is itself an answer. An incident that has ended waits for nothing, because a message from the
 * person opens it again.
 */
export function awaitsAnswer(
  { status, request }: { status: IncidentStatus; request: string | null },
  lastMessageFrom: 'engineer' | 'person' | null,
): boolean {
  if (status === 'resolved' || status === 'closed') return false;
  return lastMessageFrom === null ? request === null : lastMessageFrom === 'person';
}
