import type { CollectorDeclaration } from '#contract/collector/collector.ts';
import type { IncomingRequest, IncomingReveal } from '#contract/ipc/incoming-requests.ts';
import { shownName, shownWords } from './shown-text.ts';
import type { Kept } from './store.ts';

interface Surroundings {
  /** Its name as IT pinned it, whatever the request calls it. */
  organisation: string;
  collectors: readonly CollectorDeclaration[];
  reveal: IncomingReveal | null;
}

/** A kept request as the person sees it; null for one that is no longer theirs to answer. */
export function viewOf(
  kept: Kept,
  { organisation, collectors, reveal }: Surroundings,
): IncomingRequest | null {
  const { claims, state } = kept;
  if (state === 'sending' || state === 'ended') return null;
  return {
    jti: claims.jti,
    kind: claims.kind,
    organisation,
    fingerprint: claims.iss,
    engineer: { name: shownName(claims.engineer.name), role: claims.engineer.role },
    incident: claims.incident,
    reason: shownWords(claims.reason),
    receivedAt: kept.receivedAt,
    until: new Date(claims.exp * 1000).toISOString(),
    state,
    matched: kept.matched,
    // Until the number matches, nobody knows that it is the one on the phone who asks.
    collectors: kept.matched
      ? collectors.map(({ id, title, purpose, category, sensitivity }) => ({
          id,
          title,
          purpose,
          category,
          sensitivity,
        }))
      : [],
    reveal,
  };
}
