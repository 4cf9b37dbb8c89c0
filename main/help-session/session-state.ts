import { type AppError, assertNever } from '#contract/errors/result.ts';
import type { CollectorProgress, Review, Session } from '#contract/ipc/session.ts';
import type { Description, Draft } from '#contract/text/description.ts';
import type { Selection } from '../collection/select.ts';
import { type CarriedDecisions, nothingCarried } from './carried-decisions.ts';
import type { ReadyPicture } from './pictures.ts';
import type { RequestedSession } from './requested-session.ts';
import type { ReviewFolder } from './review-folder.ts';
import type { ReviewState } from './review-state.ts';

/** What collecting starts from. The session keeps it, so that the person can check again. */
export interface CollectionStart {
  /** Null in a session that an engineer asked for. */
  readonly description: Description | null;
  readonly picture: ReadyPicture | null;
  readonly selection: Selection;
  /** What the person decided in the review before this one. */
  readonly decided: CarriedDecisions;
}

/** Outlives a session: the person's own words, and what they decided in a review that they left to change those words. */
interface Lasting {
  readonly draft: Draft;
  readonly carried: CarriedDecisions;
}

export interface Active extends Lasting {
  readonly start: CollectionStart;
  /** Ends collecting, and identifies this run of the collectors. */
  readonly abort: AbortController;
  /** Null in the person's own session. */
  readonly request: RequestedSession | null;
}

export interface Idle extends Lasting {
  readonly phase: 'idle';
  readonly interrupted: boolean;
  readonly problem: AppError | null;
  readonly fromReview: boolean;
}

export interface Collecting extends Active {
  readonly phase: 'collecting';
  readonly startedAt: string;
  readonly expectedMs: number | null;
  readonly canceling: boolean;
  readonly collectors: CollectorProgress[];
  /** Null until the collectors have one. */
  readonly folder: ReviewFolder | null;
}

export interface Reviewing extends Active {
  readonly phase: 'review';
  readonly review: ReviewState;
  readonly shown: Review;
  readonly changing: boolean;
  readonly problem: AppError | null;
}

export interface Sealing extends Active {
  readonly phase: 'sealing';
  readonly review: ReviewState;
  readonly shown: Review;
  readonly doneBytes: number;
}

export type SessionState = Idle | Collecting | Reviewing | Sealing;

export interface Timing {
  abort: AbortController;
  /** ISO 8601. */
  startedAt: string;
  expectedMs: number | null;
}

export type SessionEvent =
  | { type: 'draft-changed'; draft: Draft }
  | ({ type: 'started'; start: CollectionStart; request: RequestedSession | null } & Timing)
  /** From a review: the same collectors run once more. */
  | ({ type: 'checked-again' } & Timing)
  | { type: 'folder-made'; folder: ReviewFolder }
  | { type: 'progressed'; collectors: CollectorProgress[] }
  | { type: 'canceled' }
  /** `hiding`: values will be hidden again at once, and the window must not see the review before that. */
  | { type: 'collected'; review: ReviewState; hiding: boolean }
  /** The run of collectors that `abort` identifies did not reach a complete review. `problem` is null if it was canceled. */
  | { type: 'failed'; abort: AbortController; problem: AppError | null }
  | { type: 'change-started' }
  | { type: 'change-failed' }
  | { type: 'reviewed'; review: ReviewState }
  | { type: 'discarded' }
  | { type: 'went-back' }
  | { type: 'agreed' }
  | { type: 'sealed-bytes'; doneBytes: number }
  | { type: 'sealing-failed'; problem: AppError }
  /** The sealed bundle is durable in the outbox. */
  | { type: 'sent' };

/** What a transition asks for. The order counts: `help-session.ts` begins each before it awaits any. */
export type Effect =
  | { type: 'show' }
  | { type: 'save-draft'; draft: Draft; active: boolean }
  | { type: 'remove-folder'; folder: ReviewFolder }
  | { type: 'forget-pictures' }
  | { type: 'abort'; abort: AbortController }
  | { type: 'notify-request'; request: RequestedSession; news: 'reviewing' | 'dropped' };

export const idleWith = (draft: Draft, interrupted: boolean): Idle => ({
  phase: 'idle',
  draft,
  carried: nothingCarried,
  interrupted,
  problem: null,
  fromReview: false,
});

/** The session as the window sees it. */
export function sessionOf(state: SessionState): Session {
  switch (state.phase) {
    case 'idle': {
      const { phase, draft, interrupted, problem, fromReview: left } = state;
      return { phase, draft, interrupted, problem, ...(left && { fromReview: true }) };
    }
    case 'collecting': {
      const { phase, start, startedAt, expectedMs, canceling, collectors } = state;
      return {
        ...{ phase, preset: start.selection.preset, startedAt, expectedMs },
        ...{ canceling, collectors },
      };
    }
    case 'review': {
      const { phase, shown, problem, changing } = state;
      return { phase, review: shown, problem, changing };
    }
    case 'sealing': {
      const { phase, shown, doneBytes } = state;
      return { phase, review: shown, doneBytes, totalBytes: shown.bytes };
    }
    default:
      return assertNever(state);
  }
}
