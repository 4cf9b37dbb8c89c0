import type { Review } from '#contract/ipc/session.ts';
import { useText } from '#renderer/base/text.ts';
import { Card } from '#ui/Card.tsx';
import { Disclosure } from '#ui/Disclosure.tsx';
import { inGroups, shortGroups } from '#ui/format.ts';
import { hostOf } from './host.ts';
import { Purpose } from './Purpose.tsx';
import styles from './Review.module.css';

/** Recipient, purpose, retention and size: the four things to know before reading on. */
export function Summary({ review }: { review: Review }) {
  const { t, bytes } = useText();
  const { recipient, items } = review;
  const included = items.filter((item) => item.included).length;
  const leftOut = items.length - included;
  return (
    <Card>
      <dl className={styles.summary}>
        <dt>{t('review.recipient')}</dt>
        <dd>
          {recipient ? (
            <>
              <strong>
                <bdi>{recipient.organisation}</bdi>
              </strong>{' '}
              <span className={styles.muted}>
                {t('review.recipient.desk', { host: hostOf(recipient.desk) })}
              </span>
            </>
          ) : (
            t('review.recipient.none')
          )}
        </dd>
        {recipient ? (
          <>
            <dt>{t('review.fingerprint')}</dt>
            <dd>
              <code>{shortGroups(recipient.fingerprint)}</code>
              <Disclosure kind="quiet" label={t('review.fingerprint.all')}>
                <code>{inGroups(recipient.fingerprint)}</code>
              </Disclosure>
            </dd>
          </>
        ) : null}
        {recipient ? (
          <>
            <dt>{t('review.purpose')}</dt>
            <dd>
              <Purpose review={review} />
            </dd>
            <dt>{t('review.kept')}</dt>
            <dd>{t('review.days', { days: review.retentionDays })}</dd>
          </>
        ) : null}
        <dt>{t('review.contents')}</dt>
        <dd>
          {t('review.contents.value', { count: included, size: bytes(review.bytes) })}
          {leftOut > 0 ? (
            <span className={styles.muted}> {t('review.leftOut.count', { count: leftOut })}</span>
          ) : null}
        </dd>
      </dl>
    </Card>
  );
}
