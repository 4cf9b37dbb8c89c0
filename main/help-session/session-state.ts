import { type AppError, assertNever, raise } from '#contract/errors/result.ts';
import type { CollectorProgress, Review, Session } from '#contract/ipc/session.ts';
import { type Description, type Draft, emptyDraft } from '#contract/text/description.ts';
import type { Selection } from '../collection/select.ts';
import { type CarriedDecisions, carriedFrom, nothingCarried } from './carried-decisions.ts';
import type { ReadyPicture } from './pictures.ts';
import type { RequestedSession } from './requested-session.ts';
import type { ReviewFolder } from './review-folder.ts';
import { type ReviewState, reviewOf } from './review-state.ts';

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

interface Active extends Lasting {
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

interface Sealing extends Active {
  readonly phase: 'sealing';
  readonly review: ReviewState;
  readonly shown: Review;
  readonly doneBytes: number;
}

export type SessionState = Idle | Collecting | Reviewing | Sealing;

interface Timing {
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

type Transition = [SessionState, Effect[]];

const show: Effect = { type: 'show' };

export const idleWith = (draft: Draft, interrupted: boolean): Idle => ({
  phase: 'idle',
  draft,
  carried: nothingCarried,
  interrupted,
  problem: null,
  fromReview: false,
});

/**
 * The only ways between the states of a help session. Pure.
 * @throws CandorError `wrong-phase` when the event does not belong to the state.
 */
export function next(state: SessionState, event: SessionEvent): Transition {
  // A run that ends late, after the person started something else, must not end that.
  if (event.type === 'failed' && (state.phase === 'idle' || state.abort !== event.abort))
    return [state, []];
  switch (state.phase) {
    case 'idle':
      return fromIdle(state, event);
    case 'collecting':
      return fromCollecting(state, event);
    case 'review':
      return fromReview(state, event);
    case 'sealing':
      return fromSealing(state, event);
    default:
      return assertNever(state);
  }
}

function fromIdle(state: Idle, event: SessionEvent): Transition {
  switch (event.type) {
    case 'draft-changed':
      return [
        { ...state, draft: event.draft },
        [show, { type: 'save-draft', draft: event.draft, active: false }],
      ];
    case 'started': {
      const { start, request } = event;
      const draft = start.description ?? state.draft;
      const own: Effect[] = [
        // From here on, what was under a blacked-out part of a picture is gone.
        { type: 'forget-pictures' },
        { type: 'save-draft', draft, active: true },
      ];
      return [
        collecting({ draft, carried: state.carried, start, request }, event),
        [show, ...(request ? [] : own)],
      ];
    }
    default:
      return wrongPhase(state, event);
  }
}

function fromCollecting(state: Collecting, event: SessionEvent): Transition {
  switch (event.type) {
    case 'folder-made':
      return [{ ...state, folder: event.folder }, []];
    case 'progressed':
      return [{ ...state, collectors: event.collectors }, [show]];
    case 'canceled':
      return [{ ...state, canceling: true }, [show, { type: 'abort', abort: state.abort }]];
    case 'collected': {
      const { draft, carried, start, abort, request } = state;
      const { review, hiding } = event;
      return [
        {
          ...{ phase: 'review', draft, carried, start, abort, request },
          ...{ review, shown: reviewOf(review), changing: false, problem: null },
        },
        hiding ? [] : [show],
      ];
    }
    case 'failed':
      return ended(state, state.folder, { problem: event.problem });
    default:
      return wrongPhase(state, event);
  }
}

function fromReview(state: Reviewing, event: SessionEvent): Transition {
  const { review, request } = state;
  const { folder } = review.run;
  switch (event.type) {
    case 'checked-again': {
      const start = { ...state.start, decided: carriedFrom(review, state.start.picture) };
      const { draft, carried } = state;
      return [
        collecting({ draft, carried, start, request }, event),
        [show, { type: 'remove-folder', folder }],
      ];
    }
    case 'change-started':
      return [{ ...state, changing: true }, [show]];
    case 'change-failed':
      return [{ ...state, changing: false, problem: null }, [show]];
    case 'reviewed':
      return [
        {
          ...state,
          ...{ review: event.review, shown: reviewOf(event.review), changing: false },
          problem: null,
        },
        [show],
      ];
    case 'discarded':
      return ended(state, folder, request ? {} : { carried: nothingCarried });
    case 'went-back':
      return ended(state, folder, {
        carried: carriedFrom(review, state.start.picture),
        fromReview: true,
      });
    case 'failed':
      return ended(state, folder, { problem: event.problem });
    case 'agreed': {
      const { changing: _changing, problem: _problem, ...rest } = state;
      return [{ ...rest, phase: 'sealing', doneBytes: 0 }, [show]];
    }
    default:
      return wrongPhase(state, event);
  }
}

function fromSealing(state: Sealing, event: SessionEvent): Transition {
  const { request, review } = state;
  switch (event.type) {
    case 'sealed-bytes':
      return [{ ...state, doneBytes: event.doneBytes }, [show]];
    case 'sealing-failed': {
      const { doneBytes: _doneBytes, ...rest } = state;
      return [
        { ...rest, phase: 'review', changing: false, problem: event.problem },
        [show, ...(request ? [notify(request, 'reviewing')] : [])],
      ];
    }
    case 'sent':
      // What the person wrote for a session of their own stays when they answered a request.
      return ended(
        { ...state, request: null },
        review.run.folder,
        request ? {} : { draft: emptyDraft, carried: nothingCarried },
      );
    default:
      return wrongPhase(state, event);
  }
}

const collecting = (
  active: Omit<Active, 'abort'>,
  { abort, startedAt, expectedMs }: Timing,
): Collecting => ({
  ...active,
  ...{ phase: 'collecting', abort, startedAt, expectedMs },
  ...{ canceling: false, collectors: [], folder: null },
});

/** Back to the start. Whatever ended the session, its folder goes and the draft is no longer marked as under way. */
function ended(
  { draft, carried, request }: Active,
  folder: ReviewFolder | null,
  change: Partial<Pick<Idle, 'draft' | 'carried' | 'problem' | 'fromReview'>>,
): Transition {
  const idle: Idle = { ...idleWith(draft, false), carried, ...change };
  return [
    idle,
    [
      ...(request ? [notify(request, 'dropped')] : []),
      show,
      { type: 'save-draft', draft: idle.draft, active: false },
      ...(folder ? [{ type: 'remove-folder' as const, folder }] : []),
    ],
  ];
}

const notify = (request: RequestedSession, news: 'reviewing' | 'dropped'): Effect => ({
  type: 'notify-request',
  request,
  news,
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

function wrongPhase(state: SessionState, event: SessionEvent): never {
  raise('wrong-phase', 'That is not possible at this moment. The window shows what is going on.', {
    detail: `${event.type} while ${state.phase}`,
  });
}
