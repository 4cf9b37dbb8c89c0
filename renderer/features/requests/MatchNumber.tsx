import type { AskedRequest } from '../../../contract/asked.ts';
import { Screen } from '../../app/Screen.tsx';
import { useText } from '../../app/text.ts';
import { useAction } from '../../app/use-action.ts';
import { call } from '../../state/bridge.ts';
import { Card } from '../../ui/Card.tsx';
import { ErrorNotice } from '../../ui/Notice.tsx';
import { AnswerBar } from './AnswerBar.tsx';
import { Asker } from './Asker.tsx';
import styles from './Requests.module.css';

/** By phone: nothing goes on before the person says that they hear the number on this screen. */
export function MatchNumber({ request }: { request: AskedRequest }) {
  const { t } = useText();
  const match = useAction(() => call('requests.matched', { jti: request.jti }));
  return (
    <Screen
      title={t('match.title')}
      lead={t('match.lead')}
      actions={
        <AnswerBar
          request={request}
          mayDecline={false}
          wrongLabel={t('match.wrong')}
          yes={{ label: t('match.yes'), busy: match.busy, onClick: () => void match.run() }}
        />
      }
    >
      {match.error ? <ErrorNotice error={match.error} /> : null}
      <div className={styles.sections}>
        <Card>
          <div className={styles.number}>
            <p className={styles.muted}>{t('match.number')}</p>
            <p className={styles.digits}>{request.number}</p>
          </div>
        </Card>
        <Asker request={request} />
      </div>
    </Screen>
  );
}
