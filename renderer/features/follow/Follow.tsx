import { useEffect } from 'react';
import { useNavigation } from '../../app/navigation.ts';
import { Screen } from '../../app/Screen.tsx';
import { useText } from '../../app/text.ts';
import { call } from '../../state/bridge.ts';
import { useSubmission } from '../../state/mirror.ts';
import { Button } from '../../ui/Button.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Agreed } from './Agreed.tsx';
import { Conversation } from './Conversation.tsx';
import styles from './Follow.module.css';
import { IncidentNumber } from './IncidentNumber.tsx';
import { TakeBack } from './TakeBack.tsx';
import { Transfer } from './Transfer.tsx';

/** One submission, from the outbox to the end of its incident. */
export function Follow({ id }: { id: string }) {
  const { t } = useText();
  const show = useNavigation((navigation) => navigation.show);
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
  const { state, incident, recipient, withdrawal } = submission;
  const title =
    withdrawal?.state === 'done'
      ? t('takeBack.done.title')
      : t(`follow.title.${state}`, { organisation: recipient.organisation });
  return (
    <Screen title={title}>
      <div className={styles.sections}>
        {withdrawal ? <TakeBack submission={submission} /> : null}
        {incident ? <IncidentNumber incident={incident} takenBack={withdrawal !== null} /> : <Transfer submission={submission} />}
        {incident ? <Conversation submission={submission} incident={incident} /> : null}
        <Agreed submission={submission} />
      </div>
    </Screen>
  );
}
