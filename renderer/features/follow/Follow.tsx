import { useEffect, useRef } from 'react';
import { call } from '#renderer/base/bridge.ts';
import { useSubmission } from '#renderer/base/mirror.ts';
import { useNavigation } from '#renderer/base/navigation.ts';
import { Screen } from '#renderer/base/Screen.tsx';
import { useText } from '#renderer/base/text.ts';
import { Button } from '#ui/Button.tsx';
import { EmptyState } from '#ui/EmptyState.tsx';
import { Agreed } from './Agreed.tsx';
import { Conversation } from './Conversation.tsx';
import styles from './Follow.module.css';
import { IncidentNumber } from './IncidentNumber.tsx';
import { NewestAnswer } from './NewestAnswer.tsx';
import { needsAnswer } from './newest-answer.ts';
import { RequestDeletion } from './RequestDeletion.tsx';
import { SentItems } from './SentItems.tsx';
import { Transfer } from './Transfer.tsx';

/** One submission, from the outbox until its incident is closed. */
export function Follow({ id }: { id: string }) {
  const { t } = useText();
  const show = useNavigation((navigation) => navigation.show);
  const box = useRef<HTMLTextAreaElement>(null);
  const submission = useSubmission(id);
  const unread = submission?.unread ?? 0;
  const sent = submission?.state === 'sent';

  useEffect(() => {
    if (sent) void call('submissions.refresh', { id });
  }, [id, sent]);
  useEffect(() => {
    if (unread > 0) void call('submissions.seen', { id });
  }, [id, unread]);

  if (!submission) {
    return (
      <Screen title={t('history.title')}>
        <EmptyState
          icon="clock"
          title={t('follow.gone')}
          action={<Button onClick={() => show('history')}>{t('home.history')}</Button>}
        />
      </Screen>
    );
  }
  const { state, incident, recipient, deletion } = submission;
  const answerable = incident && !deletion && incident.status !== 'closed' ? incident : null;
  const title =
    deletion?.state === 'done'
      ? t('deletion.done.title')
      : incident && !deletion && needsAnswer(incident)
        ? t('follow.title.answer')
        : t(`follow.title.${state}`, { organisation: recipient.organisation });
  return (
    <Screen title={title}>
      <div className={styles.sections}>
        {deletion ? <RequestDeletion submission={submission} /> : null}
        {answerable ? (
          <NewestAnswer incident={answerable} onAnswer={() => box.current?.focus()} />
        ) : null}
        {incident ? (
          <IncidentNumber incident={incident} deletionRequested={deletion !== null} />
        ) : (
          <Transfer submission={submission} />
        )}
        {incident ? <Conversation submission={submission} incident={incident} box={box} /> : null}
        <Agreed submission={submission} />
        {state === 'canceled' || deletion?.state === 'done' ? null : (
          <SentItems key={id} submission={submission} />
        )}
      </div>
    </Screen>
  );
}
