import type { IncomingRequest } from '#contract/ipc/incoming-requests.ts';
import { call } from '#renderer/base/bridge.ts';
import { useNavigation } from '#renderer/base/navigation.ts';
import { Screen } from '#renderer/base/Screen.tsx';
import { useText } from '#renderer/base/text.ts';
import { useAction } from '#renderer/base/use-action.ts';
import { Card } from '#ui/Card.tsx';
import { ErrorNotice, Notice } from '#ui/Notice.tsx';
import { AnswerBar } from './AnswerBar.tsx';
import { Asker } from './Asker.tsx';
import styles from './Requests.module.css';

/** A request for one hidden value: the person sees where it is used and what would be shared, and decides. */
export function Reveal({ request }: { request: IncomingRequest }) {
  const { t, dateTime } = useText();
  const show = useNavigation((navigation) => navigation.show);
  const reveal = useAction(() => call('requests.reveal', { jti: request.jti }));
  const { engineer } = request;
  if (!request.reveal) return null;
  const { pseudonym, item, line, value, sentAt } = request.reveal;
  return (
    <Screen
      title={t('reveal.title', { engineer: engineer.name, pseudonym })}
      lead={t('reveal.lead')}
      actions={
        <AnswerBar
          request={request}
          yes={{
            label: value === null ? t('reveal.sayUnknown') : t('reveal.yes'),
            busy: reveal.busy,
            onClick: async () => (await reveal.run()) && show('home'),
          }}
        />
      }
    >
      {reveal.error ? <ErrorNotice error={reveal.error} /> : null}
      <div className={styles.sections}>
        {value === null ? <Notice>{t('reveal.unknown')}</Notice> : null}
        <Card>
          <dl className={styles.facts}>
            {value === null ? null : (
              <>
                <dt>{t('reveal.value')}</dt>
                <dd>
                  <strong>
                    <code className={styles.line}>{value}</code>
                  </strong>
                  <span className={styles.muted}>{t('reveal.only')}</span>
                </dd>
              </>
            )}
            <dt>{t('reveal.item')}</dt>
            <dd>
              <code>{item}</code>
            </dd>
            {sentAt ? (
              <>
                <dt>{t('reveal.sent')}</dt>
                <dd>{dateTime(sentAt)}</dd>
              </>
            ) : null}
            {line === null ? null : (
              <>
                <dt>{t('reveal.line', { engineer: engineer.name })}</dt>
                <dd>
                  <code className={styles.line}>{line}</code>
                </dd>
              </>
            )}
          </dl>
        </Card>
        <Asker request={request} />
      </div>
    </Screen>
  );
}
