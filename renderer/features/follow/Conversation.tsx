import type { RefObject } from 'react';
import type { IncidentView } from '#contract/http/incident.ts';
import type { Submission } from '#contract/ipc/submission.ts';
import { call } from '#renderer/base/bridge.ts';
import { useText } from '#renderer/base/text.ts';
import { useAction } from '#renderer/base/use-action.ts';
import { Button } from '#ui/Button.tsx';
import { ErrorNotice } from '#ui/Notice.tsx';
import { Timeline } from '#ui/Timeline.tsx';
import styles from './Follow.module.css';
import { OutgoingReplies } from './OutgoingReplies.tsx';
import { ReplyBox } from './ReplyBox.tsx';

interface ConversationProps {
  submission: Submission;
  incident: IncidentView;
  /** The reply box. */
  box: RefObject<HTMLTextAreaElement | null>;
}

/** The incident's timeline, and the box for the person's replies. */
export function Conversation({ submission, incident, box }: ConversationProps) {
  const { t } = useText();
  const { newsProblem } = submission;
  const refresh = useAction(() => call('submissions.refresh', { id: submission.id }));
  return (
    <section aria-labelledby="story-title" className={styles.section}>
      <div className={styles.heading}>
        <h2 id="story-title">{t('follow.story')}</h2>
        <Button kind="quiet" size="small" busy={refresh.busy} onClick={() => void refresh.run()}>
          {t('follow.refresh')}
        </Button>
      </div>
      {newsProblem ? <ErrorNotice kind="warn" error={newsProblem} /> : null}
      {incident.timeline.length > 0 && incident.timeline[0]?.kind !== 'received' ? (
        <p className={styles.muted}>{t('follow.story.cut')}</p>
      ) : null}
      <div aria-live="polite">
        <Timeline entries={incident.timeline} viewpoint="person" />
      </div>
      <OutgoingReplies submission={submission} />
      {incident.status === 'closed' || submission.deletion ? null : (
        <ReplyBox key={submission.id} id={submission.id} field={box} />
      )}
    </section>
  );
}
