import { assertNever, raise } from '#contract/errors/result.ts';
import { emptyDraft } from '#contract/text/description.ts';
import { carriedFrom, nothingCarried } from './carried-decisions.ts';
import type { RequestedSession } from './requested-session.ts';
import type { ReviewFolder } from './review-folder.ts';
import { reviewOf } from './review-state.ts';
import {
  type Active,
  type Collecting,
  type Effect,
  type Idle,
  idleWith,
  type Reviewing,
  type Sealing,
  type SessionEvent,
  type SessionState,
  type Timing,
} from './session-state.ts';

type Transition = [SessionState, Effect[]];

const show: Effect = { type: 'show' };

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

function wrongPhase(state: SessionState, event: SessionEvent): never {
  raise('wrong-phase', 'That is not possible right now. The window shows what is going on.', {
    detail: `${event.type} while ${state.phase}`,
  });
}
