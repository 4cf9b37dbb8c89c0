import type { SignedReceipt } from '#contract/bundle/receipt.ts';
import { useText } from '#renderer/base/text.ts';
import { CopyButton } from '#ui/CopyButton.tsx';
import { Dialog } from '#ui/Dialog.tsx';
import { Disclosure } from '#ui/Disclosure.tsx';
import { inGroups } from '#ui/format.ts';
import { TextViewer } from '#ui/TextViewer.tsx';
import { hostOf } from '../review/host.ts';
import styles from './Follow.module.css';

/** Shows the consent record and lets the person copy it. */
export function ReceiptDialog({ signed, onClose }: { signed: SignedReceipt; onClose: () => void }) {
  const { t, tText, dateTime } = useText();
  const { receipt } = signed;
  const { recipient, retentionDays } = receipt;
  const record = JSON.stringify(signed, null, 2);
  return (
    <Dialog
      title={t('receipt.title')}
      size="wide"
      onClose={onClose}
      actions={<CopyButton size="normal" value={record} label={t('receipt.copy')} />}
    >
      {recipient ? <p>{t('receipt.lead', { organisation: recipient.organisation })}</p> : null}
      <dl className={styles.details}>
        {recipient ? (
          <>
            <dt>{t('review.recipient')}</dt>
            <dd>
              <bdi>{recipient.organisation}</bdi>{' '}
              <span className={styles.muted}>
                {t('review.recipient.desk', { host: hostOf(recipient.desk) })}
              </span>
              <br />
              <code>{inGroups(recipient.fingerprint)}</code>
            </dd>
          </>
        ) : null}
        <dt>{t('follow.agreed')}</dt>
        <dd>{dateTime(receipt.agreedAt)}</dd>
        <dt>{t('review.purpose')}</dt>
        <dd>{tText({ message: receipt.purpose })}</dd>
        {retentionDays === null ? null : (
          <>
            <dt>{t('review.kept')}</dt>
            <dd>{t('review.days', { days: retentionDays })}</dd>
          </>
        )}
        <dt>{t('follow.hash')}</dt>
        <dd>
          <code>{inGroups(receipt.manifestHash)}</code>
        </dd>
        <dt>{t('receipt.device')}</dt>
        <dd>
          <code>{inGroups(receipt.device)}</code>
        </dd>
        <dt>{t('receipt.bundle')}</dt>
        <dd>
          <code>{receipt.bundle}</code>
        </dd>
        <dt>{t('receipt.items')}</dt>
        <dd>
          <ul>
            {receipt.items.map((item) => (
              <li key={item.id}>
                <code>{item.id}</code>
              </li>
            ))}
          </ul>
        </dd>
      </dl>
      <Disclosure label={t('receipt.raw')}>
        <div className={styles.record}>
          <TextViewer label={t('receipt.raw.label')} text={record} />
        </div>
      </Disclosure>
    </Dialog>
  );
}
