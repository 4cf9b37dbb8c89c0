import { useState } from 'react';
import type { Review as ReviewContent, Session } from '#contract/ipc/session.ts';
import { Screen } from '#renderer/base/Screen.tsx';
import { useText } from '#renderer/base/text.ts';
import { ErrorNotice } from '#ui/Notice.tsx';
import { ItemViewer, type Reading } from '../item-viewer/ItemViewer.tsx';
import { PictureDialog } from '../picture/PictureDialog.tsx';
import { AboutBundle } from './AboutBundle.tsx';
import { ConsentDialog } from './ConsentDialog.tsx';
import { DiscardDialog } from './DiscardDialog.tsx';
import { hide } from './decide.ts';
import { Findings } from './Findings.tsx';
import { useReviewFlow } from './flow.ts';
import { HiddenDialog } from './HiddenDialog.tsx';
import { ItemList } from './ItemList.tsx';
import { Missing } from './Missing.tsx';
import { NotSaved } from './NotSaved.tsx';
import { ChangedNotice, Problem } from './Problem.tsx';
import styles from './Review.module.css';
import { ReviewActions } from './ReviewActions.tsx';
import { SaveDialog } from './SaveDialog.tsx';
import { SearchAll } from './SearchAll.tsx';
import { Summary } from './Summary.tsx';
import { WrongClock } from './WrongClock.tsx';

export function Review({ session }: { session: Extract<Session, { phase: 'review' }> }) {
  const { t } = useText();
  const { review } = session;
  const { notSaved } = review;
  const [reading, setReading] = useState<Reading | null>(null);
  const [hiddenOpen, setHiddenOpen] = useState(false);
  const { error, consentFor, discardOpen, saveOpen } = useReviewFlow();
  // The person must not agree to a bundle that changed while the dialog was open.
  const changed = consentFor !== null && consentFor !== review.manifestHash;
  const problem = error ?? session.problem;
  const picture = review.items.find(
    ({ id, mediaType }) => id === reading?.id && mediaType === 'image/png',
  );

  return (
    <Screen
      title={t(notSaved?.words && notSaved.diskFull ? 'review.full.title' : 'review.title')}
      {...(notSaved?.words ? {} : { lead: t('review.lead') })}
      step={3}
      actions={<ReviewActions review={review} changing={session.changing} />}
    >
      {changed ? <ChangedNotice /> : null}
      {problem ? (
        <Problem key={JSON.stringify(problem)} error={problem} items={review.items} />
      ) : null}
      {notSaved ? <NotSaved notSaved={notSaved} /> : null}
      {review.sendProblem && !notSaved?.words ? (
        <ErrorNotice kind="warn" error={review.sendProblem} />
      ) : null}
      {review.clock && review.recipient ? <WrongClock clock={review.clock} /> : null}
      <div className={styles.sections}>
        <Summary review={review} />
        <Findings review={review} onRead={setReading} />
        <SearchAll review={review} onRead={setReading} onHidden={() => setHiddenOpen(true)} />
        <ItemList items={review.items} onRead={setReading} />
        <Missing missing={review.missing} saved={review.recipient === null} />
        <AboutBundle review={review} onRead={setReading} />
      </div>
      {picture ? <PictureDialog item={picture} onClose={() => setReading(null)} /> : null}
      {reading && !picture ? (
        <ItemViewer
          reading={{ ...reading, ...currentHash(review, reading) }}
          version={review.manifestHash}
          onHide={(text) => void hide(text)}
          hiding={session.changing}
          onClose={() => setReading(null)}
        />
      ) : null}
      {hiddenOpen ? (
        <HiddenDialog manifestHash={review.manifestHash} onClose={() => setHiddenOpen(false)} />
      ) : null}
      {consentFor !== null && !changed && review.recipient ? (
        <ConsentDialog review={review} recipient={review.recipient} />
      ) : null}
      {saveOpen ? <SaveDialog review={review} /> : null}
      {discardOpen ? <DiscardDialog requested={review.requestedBy !== null} /> : null}
    </Screen>
  );
}

/** An item's current hash, which changes when the person hides something while it is open. */
function currentHash({ items }: ReviewContent, { id }: Reading): { sha256?: string } {
  const item = items.find((candidate) => candidate.id === id);
  return item ? { sha256: item.sha256 } : {};
}
