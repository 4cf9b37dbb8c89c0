import { type AppError, assertNever, raise } from '#contract/errors/result.ts';
import type { CollectorProgress, Review, Session } from '#contract/ipc/session.ts';
import type { Draft } from '#contract/text/description.ts';

export type SessionEvent =
  | { type: 'drafted'; draft: Draft }
  | { type: 'started'; preset: string; at: string; expectedMs: number | null }
  /** Once more, from the review. */
  | { type: 'restarted'; preset: string; at: string; expectedMs: number | null }
  | { type: 'progressed'; collectors: CollectorProgress[] }
  | { type: 'canceling' }
  | { type: 'collected'; review: Review }
  | { type: 'reviewed'; review: Review; problem: AppError | null }
  | { type: 'changing' }
  | { type: 'sealing'; doneBytes: number }
  | { type: 'sealFailed'; problem: AppError }
  /** Back to the start: canceled, discarded, failed (`problem`), or handed to the outbox (with an empty draft). */
  | { type: 'ended'; draft: Draft; problem: AppError | null; fromReview?: true };

/**
 * The help session's states and the only ways between them. Pure.
 * @throws CandorError `wrong-phase` when the event does not belong to the phase.
 */
export function nextSession(session: Session, event: SessionEvent): Session {
  switch (event.type) {
    case 'drafted':
      return session.phase === 'idle'
        ? { ...session, draft: event.draft }
        : wrongPhase(session, event);
    case 'started':
    case 'restarted':
      return session.phase === (event.type === 'started' ? 'idle' : 'review')
        ? {
            phase: 'collecting',
            preset: event.preset,
            startedAt: event.at,
            expectedMs: event.expectedMs,
            canceling: false,
            collectors: [],
          }
        : wrongPhase(session, event);
    case 'progressed':
      return session.phase === 'collecting'
        ? { ...session, collectors: event.collectors }
        : wrongPhase(session, event);
    case 'canceling':
      return session.phase === 'collecting'
        ? { ...session, canceling: true }
        : wrongPhase(session, event);
    case 'collected':
      return session.phase === 'collecting'
        ? { phase: 'review', review: event.review, problem: null, changing: false }
        : wrongPhase(session, event);
    case 'reviewed':
      return session.phase === 'review'
        ? { ...session, review: event.review, problem: event.problem, changing: false }
        : wrongPhase(session, event);
    case 'changing':
      return session.phase === 'review'
        ? { ...session, changing: true }
        : wrongPhase(session, event);
    case 'sealing':
      return session.phase === 'review' || session.phase === 'sealing'
        ? {
            phase: 'sealing',
            review: session.review,
            doneBytes: event.doneBytes,
            totalBytes: session.review.bytes,
          }
        : wrongPhase(session, event);
    case 'sealFailed':
      return session.phase === 'sealing'
        ? { phase: 'review', review: session.review, problem: event.problem, changing: false }
        : wrongPhase(session, event);
    case 'ended':
      return session.phase === 'idle'
        ? wrongPhase(session, event)
        : {
            phase: 'idle',
            draft: event.draft,
            interrupted: false,
            problem: event.problem,
            ...(event.fromReview && { fromReview: true }),
          };
    default:
      return assertNever(event);
  }
}

function wrongPhase(session: Session, event: SessionEvent): never {
  raise('wrong-phase', 'That is not possible at this moment. The window shows what is going on.', {
    detail: `${event.type} while ${session.phase}`,
  });
}
