import { randomUUID } from 'node:crypto';
import type { Recipient } from '#contract/bundle/receipt.ts';
import { type AppError, CandorError, raise, toAppError } from '#contract/errors/result.ts';
import type { Session } from '#contract/ipc/session.ts';
import { type Description, type Draft, emptyDraft } from '#contract/text/description.ts';
import type { Selection } from '../collection/select.ts';
import {
  type CarriedDecisions,
  carriedFrom,
  hideAgain,
  hidesAnything,
  leftOutAgain,
  nothingCarried,
} from './carried-decisions.ts';
import { itemsOf } from './compose-bundle.ts';
import type { HelpSessionCalls, HelpSessionOptions } from './help-session-options.ts';
import { notSavedOf, wordsNotSaved } from './not-saved.ts';
import { pictureCalls, withPicture } from './picture-item.ts';
import type { ReadyPicture } from './pictures.ts';
import { expectedTime } from './presets.ts';
import { readShown } from './read-shown.ts';
import { readyBundle } from './ready-bundle.ts';
import type { RequestedSession, RequestedSessions } from './requested-session.ts';
import { noDecisions, reviewDecisions } from './review-decisions.ts';
import type { ReviewFolder } from './review-folder.ts';
import {
  compose,
  itemsToJudge,
  proveUnchanged,
  type ReviewState,
  reviewOf,
  type Terms,
} from './review-state.ts';
import type { CollectorRun } from './run-collectors.ts';
import { nextSession, type SessionEvent } from './session-machine.ts';
import { noOrganisation } from './session-policy.ts';

/** What a session begins with. */
interface Started {
  /** Null in a session that an engineer asked for. */
  description: Description | null;
  picture: ReadyPicture | null;
  selection: Selection;
  /** In the review before, if there was one. */
  decided: CarriedDecisions;
}

/**
 * The help session from the person's words to the outbox. Main holds the truth; the window mirrors it. Everything that
 * leaves goes through `review.consent`, which sends only what it has just hashed again.
 */
export async function createHelpSession(options: HelpSessionOptions): Promise<
  HelpSessionCalls & {
    sessions: RequestedSessions;
    /** Puts words that did not arrive into the form again; false when something else is under way or written there. */
    refill(words: Draft): Promise<boolean>;
  }
> {
  const { draft, interrupted } = await options.draftFile.read();
  let session: Session = { phase: 'idle', draft, interrupted, problem: null };
  let words: Draft = draft;
  let abort: AbortController | null = null;
  let folder: ReviewFolder | null = null;
  let reviewing: ReviewState | null = null;
  /** What the session under way began with, to collect once more. */
  let started: Started | null = null;
  /** Of a review that the person left to change their words. */
  let carried = nothingCarried;
  /** Null in the person's own session. */
  let asked: RequestedSession | null = null;

  /** What a request is told changes nothing here. */
  const notifyRequest = (told: Promise<void> | undefined) =>
    void told?.catch((thrown: unknown) => options.onFailure('telling a request', thrown));

  const apply = (event: SessionEvent) => {
    session = nextSession(session, event);
    options.onChange(session);
  };

  async function end(kept: Draft, problem: AppError | null, fromReview = false): Promise<void> {
    words = kept;
    abort = null;
    reviewing = null;
    started = null;
    const finished = folder;
    folder = null;
    const dropped = asked;
    asked = null;
    notifyRequest(dropped?.dropped());
    apply({ type: 'ended', draft: kept, problem, ...(fromReview && { fromReview: true }) });
    // Both begun before anything is awaited: what a session that starts meanwhile writes must come after this draft.
    await Promise.all([options.draftFile.write(kept, false), finished?.remove()]);
  }

  function inReview(): ReviewState {
    if (session.phase !== 'review' || !reviewing)
      raise('wrong-phase', 'There is nothing to review at this moment.');
    if (session.changing)
      raise('wrong-phase', 'Candor is still changing what you asked for. Wait a moment.');
    return reviewing;
  }

  /** The review, if its manifest hash is the one that the person names. */
  function named(manifestHash: string): ReviewState {
    const current = inReview();
    if (manifestHash === current.composition.manifestHash) return current;
    raise(
      'consent-mismatch',
      'What you looked at has changed since. Please look at it once more; nothing was sent.',
      {
        detail: `agreed to ${manifestHash}, current ${current.composition.manifestHash}`,
      },
    );
  }

  /** What the person read of whom and what for no longer holds: they see what does, and have to agree again. */
  async function showNewTerms(current: ReviewState, terms: Terms): Promise<never> {
    const sendProblem = current.notSaved?.words ? current.sendProblem : await options.sendProblem();
    if (reviewing === current) {
      reviewing = { ...current, terms, sendProblem };
      apply({ type: 'reviewed', review: reviewOf(reviewing), problem: null });
    }
    raise(
      'consent-mismatch',
      'Your IT department changed to whom, what for or for how long this goes. Please look once more; nothing was sent.',
      { detail: `agreed to ${JSON.stringify(current.terms)}, current ${JSON.stringify(terms)}` },
    );
  }

  const ready = (current: ReviewState, recipient: Recipient | null) =>
    readyBundle(current, recipient, asked ? { summary: asked.summary } : { words }, options.sign);

  async function collectInto(controller: AbortController, begun: Started): Promise<void> {
    const { description, picture, selection, decided } = begun;
    started = begun;
    const began = performance.now();
    try {
      const collected = await options.run({
        description,
        selection,
        signal: controller.signal,
        onProgress: (collectors) =>
          session.phase === 'collecting' && apply({ type: 'progressed', collectors }),
        onFolder: (made) => {
          folder = made;
        },
      });
      folder = collected.folder;
      const run = picture ? await withPicture(collected, picture) : collected;
      const read = await itemsToJudge(run, options);
      const leftOut = leftOutAgain(decided, run);
      const notSaved = notSavedOf(run.collected, description);
      const sendProblem = notSaved?.words ? wordsNotSaved(notSaved) : await options.sendProblem();
      controller.signal.throwIfAborted();
      // A request may be for a part of a preset only: its time says nothing about the whole.
      if (!asked)
        await options.runTimes.record(selection.preset, performance.now() - began).catch(timeLost);
      const now = { run, ...read };
      const terms = termsNow();
      const composition = compose(now, leftOut);
      reviewing = {
        ...now,
        found: run,
        decisions: noDecisions,
        leftOut,
        composition,
        terms,
        notSaved,
        sendProblem,
      };
      const reached: SessionEvent = { type: 'collected', review: reviewOf(reviewing) };
      // The window learns of it once hiding has begun: it never shows what the person had hidden before.
      if (hidesAnything(decided)) session = nextSession(session, reached);
      else apply(reached);
      await hideAgain(decided, decisions);
      notifyRequest(asked?.reviewing());
    } catch (thrown) {
      const canceled = controller.signal.aborted;
      if (!canceled) options.onFailure('collecting', thrown);
      await end(words, canceled ? null : toAppError(thrown));
    }
  }

  const termsNow = (): Terms => {
    const requested = asked && { purpose: asked.reason, requestedBy: asked.engineer };
    return { ...options.terms(), requestedBy: null, ...requested };
  };

  /** Costs an estimate, nothing else. */
  const timeLost = (thrown: unknown) => options.onFailure('keeping a time', thrown);

  /** The review of this run. A change may end only after its review has, when there may already be another. */
  const reviewOfRun = ({ collected }: CollectorRun): ReviewState | null =>
    session.phase === 'review' && reviewing?.run.collected.bundle === collected.bundle
      ? reviewing
      : null;

  const decisions = reviewDecisions({
    current: inReview,
    begin: () => apply({ type: 'changing' }),
    async changed(run, decided) {
      const read = await itemsToJudge(run, options);
      const current = reviewOfRun(run) ?? raise('wrong-phase', 'This review has ended meanwhile.');
      const now = { run, ...read };
      reviewing = {
        ...current,
        ...now,
        decisions: decided,
        composition: compose(now, current.leftOut),
      };
      apply({ type: 'reviewed', review: reviewOf(reviewing), problem: null });
    },
    failed(run) {
      const current = reviewOfRun(run);
      if (current) apply({ type: 'reviewed', review: reviewOf(current), problem: null });
    },
    decide: options.decide,
    mayLetThrough: options.mayLetThrough,
  });

  const sessions: RequestedSessions = {
    startRequested(next) {
      if (session.phase !== 'idle')
        raise(
          'wrong-phase',
          'Something else is under way in this window. Finish or discard that first; the request waits.',
        );
      apply({
        type: 'started',
        preset: next.selection.preset,
        at: new Date().toISOString(),
        expectedMs: null,
      });
      asked = next;
      const controller = new AbortController();
      abort = controller;
      void next
        .collecting()
        .then(() =>
          collectInto(controller, {
            description: null,
            picture: null,
            selection: next.selection,
            decided: nothingCarried,
          }),
        )
        .catch((thrown: unknown) => end(words, toAppError(thrown)))
        .catch((thrown: unknown) => options.onFailure('ending a session', thrown));
    },
    async endRequested(jti) {
      if (asked?.jti !== jti) return;
      if (session.phase === 'review') return end(words, null);
      if (session.phase !== 'collecting') return;
      apply({ type: 'canceling' });
      abort?.abort();
    },
    isActive: () => session.phase !== 'idle',
  };

  async function keepDraft(changed: Draft): Promise<void> {
    apply({ type: 'drafted', draft: changed });
    words = changed;
    await options.draftFile.write(changed, false);
  }

  return {
    sessions,
    ...decisions,
    ...pictureCalls(
      options.pictures,
      () => session,
      () => reviewing?.run ?? null,
    ),

    async refill(lost) {
      if (session.phase !== 'idle' || session.draft.happened.trim() !== '') return false;
      await keepDraft(lost);
      return true;
    },

    'session.get': () => session,
    'session.saveDraft': keepDraft,

    async 'session.start'({ description, preset, picture }) {
      const selection = options.select(preset);
      const ready = picture ? options.pictures.ready(picture) : null;
      const { expectedMs } = expectedTime(preset, options.runTimes);
      apply({ type: 'started', preset, at: new Date().toISOString(), expectedMs });
      // What was under a blacked-out part is gone from here on.
      options.pictures.forget();
      words = description;
      const decided = carried;
      const controller = new AbortController();
      abort = controller;
      try {
        await options.draftFile.write(description, true);
      } catch (thrown) {
        await end(words, toAppError(thrown)).catch(() => {});
        return;
      }
      void collectInto(controller, {
        description,
        picture: ready ?? (options.pictures.allowed() ? decided.picture : null),
        selection,
        decided,
      }).catch((thrown: unknown) => options.onFailure('ending a session', thrown));
    },

    async 'session.cancel'() {
      if (session.phase === 'review') {
        if (!asked) carried = nothingCarried;
        return end(words, null);
      }
      apply({ type: 'canceling' });
      abort?.abort();
    },

    'review.read': (wanted) => readShown(session, reviewing, folder, wanted),

    'review.back'() {
      const current = inReview();
      if (asked)
        raise('wrong-phase', 'Somebody asked for this, so there are no words of yours to change.');
      carried = carriedFrom(current, started?.picture ?? null);
      return end(words, null, true);
    },

    async 'review.checkAgain'() {
      const current = inReview();
      if (!started) raise('wrong-phase', 'There is nothing to check again.');
      const again = { ...started, decided: carriedFrom(current, started.picture) };
      const { preset } = again.selection;
      const { expectedMs } = expectedTime(preset, options.runTimes);
      apply({
        type: 'restarted',
        preset,
        at: new Date().toISOString(),
        expectedMs: asked ? null : expectedMs,
      });
      const controller = new AbortController();
      abort = controller;
      reviewing = null;
      const finished = folder;
      folder = null;
      await finished?.remove();
      void collectInto(controller, again).catch((thrown: unknown) =>
        options.onFailure('ending a session', thrown),
      );
    },

    'review.include'({ items, included }) {
      const current = inReview();
      const known = new Set(itemsOf(current.run.collected).map(({ id }) => id));
      for (const id of items)
        if (!known.has(id))
          raise('unknown-item', 'This item is not part of this bundle.', { detail: id });
      const leftOut = new Set(current.leftOut);
      for (const id of items) included ? leftOut.delete(id) : leftOut.add(id);
      reviewing = { ...current, leftOut, composition: compose(current, leftOut) };
      apply({ type: 'reviewed', review: reviewOf(reviewing), problem: null });
    },

    async 'review.consent'({ manifestHash }) {
      const current = named(manifestHash);
      const terms = termsNow();
      if (JSON.stringify(terms) !== JSON.stringify(current.terms))
        return showNewTerms(current, terms);
      const { recipient } = terms;
      if (current.sendProblem) throw new CandorError(current.sendProblem);
      if (!recipient) throw new CandorError(noOrganisation());
      // The phase changes before anything is awaited: a second click finds nothing to agree to.
      apply({ type: 'sealing', doneBytes: 0 });
      const id = randomUUID();
      const request = asked;
      try {
        await proveUnchanged(current);
        const bundle = await ready(current, recipient);
        await request?.sending(id);
        // What is still in the pipes when it failed must not bring the sealing back.
        await options.handOver(
          id,
          bundle,
          (doneBytes) => session.phase === 'sealing' && apply({ type: 'sealing', doneBytes }),
        );
      } catch (thrown) {
        options.onFailure('sealing', thrown);
        apply({ type: 'sealFailed', problem: toAppError(thrown) });
        notifyRequest(request?.reviewing());
        throw thrown;
      }
      // It is on its way, not dropped; and what the person wrote for a session of their own stays.
      asked = null;
      if (!request) carried = nothingCarried;
      await end(request ? words : emptyDraft, null).catch((thrown: unknown) =>
        options.onFailure('clearing the draft', thrown),
      );
      return { id };
    },

    async 'review.save'({ manifestHash, protection }) {
      const current = named(manifestHash);
      if (current.notSaved?.words) throw new CandorError(wordsNotSaved(current.notSaved));
      if (!options.maySave())
        raise('forbidden', 'Your IT department has switched off saving to a file.');
      if (protection.kind === 'organisation') {
        const terms = termsNow();
        if (!terms.recipient) throw new CandorError(noOrganisation());
        if (JSON.stringify(terms) !== JSON.stringify(current.terms))
          return showNewTerms(current, terms);
      }
      const file = await options.chooseFile(protection.kind !== 'none');
      if (file === null) return null;
      if (named(manifestHash).run !== current.run)
        raise('wrong-phase', 'This review has ended meanwhile. Nothing was saved.');
      await proveUnchanged(current);
      await options.writeFile(file, await ready(current, null), protection);
      return { file };
    },
  };
}
