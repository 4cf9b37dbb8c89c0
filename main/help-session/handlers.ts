import { checkAgain, startOwn } from './collect-for-review.ts';
import { agreeAndSend, saveToFile } from './consent.ts';
import type { HelpSession, HelpSessionCalls } from './help-session-options.ts';
import { reviewedPicture, takePicture } from './picture-item.ts';
import { readShown } from './read-shown.ts';
import {
  hiddenValues,
  hideText,
  rerunRedaction,
  searchReview,
  showOriginal,
  unredact,
} from './review-decisions.ts';
import { cancelSession, goBack, includeItems } from './review-steps.ts';
import { sessionOf } from './session-state.ts';

/** The window's calls about a help session. */
export function helpSessionHandlers(session: HelpSession): HelpSessionCalls {
  return {
    'session.get': () => sessionOf(session.state()),
    'session.saveDraft': (draft) => session.dispatch({ type: 'draft-changed', draft }),
    'session.start': (start) => startOwn(session, start),
    'session.cancel': () => cancelSession(session),
    'picture.take': () => takePicture(session),
    'picture.keep': ({ id }) => session.options.pictures.keep(id),
    'review.picture': () => reviewedPicture(session.state()),
    'review.read': (piece) => readShown(session.state(), piece),
    'review.include': (choice) => includeItems(session, choice),
    'review.search': ({ text }) => searchReview(session, text),
    'review.hide': ({ text }) => hideText(session, text),
    'review.hidden': () => hiddenValues(session),
    'review.showOriginal': ({ pseudonym }) => showOriginal(session, pseudonym),
    'review.unredact': ({ pseudonym }) => unredact(session, pseudonym),
    'review.rerunRedaction': () => rerunRedaction(session),
    'review.back': () => goBack(session),
    'review.checkAgain': () => checkAgain(session),
    'review.consent': ({ manifestHash }) => agreeAndSend(session, manifestHash),
    'review.save': (choice) => saveToFile(session, choice),
  };
}
