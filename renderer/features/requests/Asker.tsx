import type { IncomingRequest } from '#contract/ipc/incoming-requests.ts';
import { useText } from '#renderer/base/text.ts';
import { Card } from '#ui/Card.tsx';
import { Disclosure } from '#ui/Disclosure.tsx';
import { inGroups, shortGroups } from '#ui/format.ts';
import { Notice } from '#ui/Notice.tsx';
import { CallBack } from './CallBack.tsx';
import styles from './Requests.module.css';

/** Who asks and why. The engineer’s own words are shown in full, as plain text, and marked as theirs. */
export function Asker({ request }: { request: IncomingRequest }) {
  const { t, dateTime } = useText();
  const { engineer, organisation, fingerprint, incident, reason, until } = request;
  return (
    <>
      <Card>
        <dl className={styles.facts}>
          <dt>{t('request.from')}</dt>
          <dd>
            <strong>
              <bdi>{engineer.name}</bdi>
            </strong>{' '}
            <span className={styles.muted}>{t(`role.${engineer.role}`)}</span>
          </dd>
          <dt>{t('request.organisation')}</dt>
          <dd>
            <strong>
              <bdi>{organisation}</bdi>
            </strong>
            <br />
            <span className={styles.muted}>{t('request.proven')}</span>
          </dd>
          <dt>{t('review.fingerprint')}</dt>
          <dd>
            <code>{shortGroups(fingerprint)}</code>
            <Disclosure kind="quiet" label={t('review.fingerprint.all')}>
              <code>{inGroups(fingerprint)}</code>
            </Disclosure>
          </dd>
          {incident ? (
            <>
              <dt>{t('request.incident')}</dt>
              <dd>{incident}</dd>
            </>
          ) : null}
          <dt>{t('request.until')}</dt>
          <dd>{dateTime(until)}</dd>
        </dl>
      </Card>
      <section aria-labelledby="reason-title" className={styles.section}>
        <h2 id="reason-title">{t('request.reason', { engineer: engineer.name })}</h2>
        <p dir="auto" className={styles.reason}>
          {reason}
        </p>
      </section>
      <Notice kind="warn">
        <p>{t('request.warning', { organisation })}</p>
        <CallBack organisation={organisation} />
      </Notice>
    </>
  );
}
