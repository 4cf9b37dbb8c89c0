import type { Recipient } from '#contract/bundle/receipt.ts';
import type { Review } from '#contract/ipc/session.ts';
import { useText } from '#renderer/base/text.ts';
import { Button } from '#ui/Button.tsx';
import { Dialog } from '#ui/Dialog.tsx';
import { shortGroups } from '#ui/format.ts';
import { FormerOrganisation } from './FormerOrganisation.tsx';
import { closeConsent, consent, useReviewFlow } from './flow.ts';
import { hostOf } from './host.ts';
import { keyName } from './key-name.ts';
import { Purpose } from './Purpose.tsx';
import styles from './Review.module.css';

/** The last question before anything is sent. It agrees to the hash on screen, and to no other. */
export function ConsentDialog({ review, recipient }: { review: Review; recipient: Recipient }) {
  const { t, bytes } = useText();
  const busy = useReviewFlow((flow) => flow.busy === 'send');
  const { organisation } = recipient;
  const count = review.items.filter((item) => item.included).length;
  return (
    <Dialog
      title={t('consent.title', { organisation })}
      onClose={() => closeConsent()}
      actions={
        <>
          <Button onClick={() => closeConsent()}>{t('consent.back')}</Button>
          <Button kind="primary" busy={busy} onClick={() => void consent(review.manifestHash)}>
            {t('consent.agree')}
          </Button>
        </>
      }
    >
      {review.former ? <FormerOrganisation former={review.former} recipient={recipient} /> : null}
      <dl className={styles.summary}>
        <dt>{t('consent.what')}</dt>
        <dd>{t('review.contents.value', { count, size: bytes(review.bytes) })}</dd>
        <dt>{t('review.recipient')}</dt>
        <dd>
          <strong>
            <bdi>{organisation}</bdi>
          </strong>{' '}
          <span className={styles.muted}>
            {t('review.recipient.desk', { host: hostOf(recipient.desk) })}
          </span>
        </dd>
        <dt>{t('review.purpose')}</dt>
        <dd>
          <Purpose review={review} />
        </dd>
        <dt>{t('review.kept')}</dt>
        <dd>{t('review.days', { days: review.retentionDays })}</dd>
        <dt>{t('review.hash')}</dt>
        <dd>
          <code>{shortGroups(review.manifestHash)}</code>
        </dd>
      </dl>
      <p>{t('consent.sealed', { organisation, count: review.sealedTo.length })}</p>
      <ul className={styles.keys}>
        {review.sealedTo.map((key) => (
          <li key={key}>
            <code>{keyName(key)}</code>
          </li>
        ))}
      </ul>
      <p className={styles.muted}>{t('consent.receipt')}</p>
    </Dialog>
  );
}
