import { assertNever } from '#contract/errors/result.ts';
import type { Draft } from '#contract/text/description.ts';
import type { HelpSession, HelpSessionOptions } from './help-session-options.ts';
import { type Effect, idleWith, type SessionState, sessionOf } from './session-state.ts';
import { next } from './session-transitions.ts';

/**
 * The help session from the person's words to the outbox. Main holds the truth; the window mirrors it. Everything that
 * leaves goes through `agreeAndSend`, which sends only what it has just hashed again.
 */
export async function openHelpSession(options: HelpSessionOptions): Promise<HelpSession> {
  const { draft, interrupted } = await options.draftFile.read();
  let state: SessionState = idleWith(draft, interrupted);
  const session: HelpSession = {
    options,
    state: () => state,
    dispatch(event) {
      const [changed, effects] = next(state, event);
      state = changed;
      return Promise.all(effects.map((effect) => perform(session, effect))).then(() => {});
    },
  };
  return session;
}

/** Puts words that did not arrive back into the form; false when a session is under way or the form is not empty. */
export async function refillDraft(session: HelpSession, words: Draft): Promise<boolean> {
  const state = session.state();
  if (state.phase !== 'idle' || state.draft.happened.trim() !== '') return false;
  await session.dispatch({ type: 'draft-changed', draft: words });
  return true;
}

/** Begins the effect at once: what a session that starts meanwhile writes must come after this. */
async function perform({ options, state }: HelpSession, effect: Effect): Promise<void> {
  switch (effect.type) {
    case 'show':
      return options.onChange(sessionOf(state()));
    case 'save-draft':
      return options.draftFile.write(effect.draft, effect.active);
    case 'remove-folder':
      return effect.folder.remove();
    case 'forget-pictures':
      return options.pictures.forget();
    case 'abort':
      return effect.abort.abort();
    case 'notify-request':
      // Nothing here waits for a request, or fails with it.
      void effect.request[effect.news]().catch((thrown: unknown) =>
        options.log.error('notifying a request', thrown),
      );
      return;
    default:
      return assertNever(effect);
  }
}
