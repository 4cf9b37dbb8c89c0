import { raise, toAppError } from '#contract/errors/result.ts';
import type { CallArgs } from '#contract/ipc/ipc.ts';
import {
  type CarriedDecisions,
  hidesAnything,
  leftOutAgain,
  nothingCarried,
} from './carried-decisions.ts';
import { type HelpSession, reviewIn } from './help-session-options.ts';
import { notSavedOf, wordsNotSaved } from './not-saved.ts';
import { withPicture } from './picture-item.ts';
import { expectedTime, selectionOf } from './presets.ts';
import type { RequestedSession } from './requested-session.ts';
import { hideText, rerunRedaction } from './review-decisions.ts';
import { compose, itemsToJudge, noDecisions, type ReviewState } from './review-state.ts';
import { sendProblem, termsNow } from './session-policy.ts';
import type { CollectionStart } from './session-state.ts';

/** Starts the person's own session. Their words are durable before anything is collected. */
export async function startOwn(
  session: HelpSession,
  { description, preset, picture }: CallArgs<'session.start'>,
): Promise<void> {
  const { organisation, pictures } = session.options;
  const selection = selectionOf(preset, organisation().policy);
  const ready = picture ? pictures.ready(picture) : null;
  const { carried: decided } = session.state();
  const start: CollectionStart = {
    description,
    picture: ready ?? (pictures.allowed() ? decided.picture : null),
    selection,
    decided,
  };
  const abort = new AbortController();
  const timing = timingOf(session, preset, abort);
  const saved = session.dispatch({ type: 'started', start, request: null, ...timing });
  try {
    await saved;
  } catch (thrown) {
    await session.dispatch({ type: 'failed', abort, problem: toAppError(thrown) }).catch(() => {});
    return;
  }
  inBackground(session, collectForReview(session, abort));
}

/** @throws CandorError `wrong-phase` while another session is under way. */
export function startRequested(session: HelpSession, request: RequestedSession): void {
  if (session.state().phase !== 'idle')
    raise(
      'wrong-phase',
      'Something else is open in this window. Finish or discard it first. The request will wait.',
    );
  const { selection } = request;
  const abort = new AbortController();
  const start = { description: null, picture: null, selection, decided: nothingCarried };
  // A request may cover only part of a preset, so the time of the whole preset is no estimate for it.
  const timing = { abort, startedAt: new Date().toISOString(), expectedMs: null };
  void session.dispatch({ type: 'started', start, request, ...timing });
  const collected = request.collecting().then(
    () => collectForReview(session, abort),
    (thrown: unknown) => session.dispatch({ type: 'failed', abort, problem: toAppError(thrown) }),
  );
  inBackground(session, collected);
}

/** Ends the session of this request, if it is the current one and the person has not agreed yet. */
export async function endRequested(session: HelpSession, jti: string): Promise<void> {
  const state = session.state();
  if (state.phase === 'idle' || state.request?.jti !== jti) return;
  if (state.phase === 'review') return session.dispatch({ type: 'discarded' });
  if (state.phase === 'collecting') return session.dispatch({ type: 'canceled' });
}

/** Runs the same collectors again; the person's decisions carry over to the next review. */
export async function checkAgain(session: HelpSession): Promise<void> {
  const { start, request } = reviewIn(session);
  const abort = new AbortController();
  const timing = timingOf(session, start.selection.preset, abort);
  const expectedMs = request ? null : timing.expectedMs;
  await session.dispatch({ type: 'checked-again', ...timing, expectedMs });
  inBackground(session, collectForReview(session, abort));
}

function timingOf({ options }: HelpSession, preset: string, abort: AbortController) {
  const { expectedMs } = expectedTime(preset, options.runTimes);
  return { abort, startedAt: new Date().toISOString(), expectedMs };
}

function inBackground({ options }: HelpSession, work: Promise<void>): void {
  void work.catch((thrown: unknown) => options.log.error('ending a session', thrown));
}

/** Takes a session from collecting to its review, or back to the start with the reason. */
async function collectForReview(session: HelpSession, abort: AbortController): Promise<void> {
  const { log } = session.options;
  try {
    const { start, request } = collectingIn(session);
    const review = await collect(session, start, abort.signal);
    // The window sees the review once hiding has begun, so it never shows what the person had hidden before.
    void session.dispatch({ type: 'collected', review, hiding: hidesAnything(start.decided) });
    await hideAgain(session, start.decided);
    void request?.reviewing().catch((thrown: unknown) => log.error('notifying a request', thrown));
  } catch (thrown) {
    const canceled = abort.signal.aborted;
    if (!canceled) log.error('collecting', thrown);
    await session.dispatch({
      type: 'failed',
      abort,
      problem: canceled ? null : toAppError(thrown),
    });
  }
}

function collectingIn(session: HelpSession) {
  const state = session.state();
  if (state.phase === 'collecting') return state;
  raise('wrong-phase', 'This session has ended.');
}

async function collect(
  session: HelpSession,
  { description, picture, selection, decided }: CollectionStart,
  signal: AbortSignal,
): Promise<ReviewState> {
  const { options } = session;
  const began = performance.now();
  const found = await options.run({
    description,
    selection,
    signal,
    onProgress: (collectors) => {
      if (session.state().phase === 'collecting')
        void session.dispatch({ type: 'progressed', collectors });
    },
    onFolder: (folder) => void session.dispatch({ type: 'folder-made', folder }),
  });
  void session.dispatch({ type: 'folder-made', folder: found.folder });
  const run = picture ? await withPicture(found, picture) : found;
  const judged = { run, ...(await itemsToJudge(run, options)) };
  const leftOut = leftOutAgain(decided, run);
  const notSaved = notSavedOf(run.collected, description);
  const problem = notSaved?.words ? wordsNotSaved(notSaved) : await sendProblem(options);
  signal.throwIfAborted();
  if (!collectingIn(session).request)
    await options.runTimes
      .record(selection.preset, performance.now() - began)
      // Only the estimate is lost.
      .catch((thrown: unknown) => options.log.error('saving a run time', thrown));
  return {
    ...judged,
    ...{ found: run, decisions: noDecisions, leftOut, composition: compose(judged, leftOut) },
    ...{ terms: termsNow(session), notSaved, sendProblem: problem },
  };
}

/** Hides again what was hidden. The review is marked as changing from the start, so it cannot be sent in between. */
async function hideAgain(
  session: HelpSession,
  { hide, rerunRedaction: again }: CarriedDecisions,
): Promise<void> {
  if (again) await rerunRedaction(session);
  for (const text of hide) await hideText(session, text);
}
