import type { CollectorDeclaration } from '#contract/collector/collector.ts';
import type { IncomingRequest, IncomingReveal } from '#contract/ipc/incoming-requests.ts';
import { shownName, shownWords } from './shown-text.ts';
import type { Kept } from './store.ts';

interface Surroundings {
  /** The name that IT pinned, whatever the request says. */
  organisation: string;
  collectors: readonly CollectorDeclaration[];
  reveal: IncomingReveal | null;
}

/** A stored request as the person sees it; null once they can no longer answer it. */
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
    // Until the number matches, it is not certain that the caller sent the request.
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
