import { useState } from 'react';
import type { Session } from '../../../contract/session.ts';
import { Screen } from '../../app/Screen.tsx';
import { useText } from '../../app/text.ts';
import { ErrorNotice } from '../../ui/Notice.tsx';
import { type Reading, ReadingDialog } from '../reading/ReadingDialog.tsx';
import { AboutBundle } from './AboutBundle.tsx';
import { ConsentDialog } from './ConsentDialog.tsx';
import { DiscardDialog } from './DiscardDialog.tsx';
import { Findings } from './Findings.tsx';
import { useReviewFlow } from './flow.ts';
import { ItemList } from './ItemList.tsx';
import { Missing } from './Missing.tsx';
import { ChangedNotice, Problem } from './Problem.tsx';
import styles from './Review.module.css';
import { ReviewActions } from './ReviewActions.tsx';
import { Summary } from './Summary.tsx';

export function Review({ session }: { session: Extract<Session, { phase: 'review' }> }) {
  const { t } = useText();
  const { review } = session;
  const [reading, setReading] = useState<Reading | null>(null);
  const { error, consentFor, discardOpen } = useReviewFlow();
  // Nobody may agree to something that changed under the open dialog.
  const changed = consentFor !== null && consentFor !== review.manifestHash;
  const problem = error ?? session.problem;

  return (
    <Screen title={t('review.title')} lead={t('review.lead')} step={3} actions={<ReviewActions review={review} />}>
      {changed ? <ChangedNotice /> : null}
      {problem ? <Problem key={JSON.stringify(problem)} error={problem} /> : null}
      {review.sendProblem ? <ErrorNotice kind="warn" error={review.sendProblem} /> : null}
      <div className={styles.sections}>
        <Summary review={review} />
        <Findings review={review} onRead={setReading} />
        <ItemList items={review.items} onRead={setReading} />
        <Missing missing={review.missing} />
        <AboutBundle review={review} onRead={setReading} />
      </div>
      {reading ? <ReadingDialog reading={reading} onClose={() => setReading(null)} /> : null}
      {consentFor !== null && !changed && review.recipient ? (
        <ConsentDialog review={review} recipient={review.recipient} />
      ) : null}
      {discardOpen ? <DiscardDialog /> : null}
    </Screen>
  );
}
