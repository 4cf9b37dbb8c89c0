import { useState } from 'react';
import type { SignedReceipt } from '#contract/bundle/receipt.ts';
import type { Submission } from '#contract/ipc/submission.ts';
import { call } from '#renderer/base/bridge.ts';
import { useText } from '#renderer/base/text.ts';
import { useAction } from '#renderer/base/use-action.ts';
import { Button } from '#ui/Button.tsx';
import { Card } from '#ui/Card.tsx';
import { shortGroups } from '#ui/format.ts';
import { ErrorNotice } from '#ui/Notice.tsx';
import { hostOf } from '../review/host.ts';
import styles from './Follow.module.css';
import { keptUntil } from './kept-until.ts';
import { ReceiptDialog } from './ReceiptDialog.tsx';
import { RequestDeletion } from './RequestDeletion.tsx';

/** A summary of what the person agreed to, with the receipt one click away. */
export function Agreed({ submission }: { submission: Submission }) {
  const { t, bytes, dateTime, date } = useText();
  const [receipt, setReceipt] = useState<SignedReceipt | null>(null);
  const open = useAction(async () => {
    const result = await call('submissions.receipt', { id: submission.id });
    if (result.ok) setReceipt(result.value);
    return result;
  });
  const {
    state,
    recipient,
    agreedAt,
    itemCount,
    contentBytes,
    totalBytes,
    manifestHash,
    summary,
    deletion,
  } = submission;
  const ended = state === 'canceled' || state === 'refused';
  const toWhom = state === 'sent' ? 'follow.to' : ended ? 'follow.to.ended' : 'follow.to.underway';
  return (
    <section aria-labelledby="agreed-title" className={styles.section}>
      <h2 id="agreed-title">{t('follow.details')}</h2>
      <Card>
        <dl className={styles.details}>
          <dt>{t('follow.said')}</dt>
          <dd>
            <bdi>{summary || t('history.noWords')}</bdi>
          </dd>
          <dt>{t(toWhom)}</dt>
          <dd>
            <bdi>{recipient.organisation}</bdi>{' '}
            <span className={styles.muted}>
              {t('review.recipient.desk', { host: hostOf(recipient.desk) })}
            </span>
          </dd>
          <dt>{t('follow.agreed')}</dt>
          <dd>{dateTime(agreedAt)}</dd>
          <dt>{t('follow.contents')}</dt>
          <dd>
            {contentBytes === null
              ? t('follow.contents.sealed', { count: itemCount, sealed: bytes(totalBytes) })
              : t('follow.contents.value', {
                  count: itemCount,
                  size: bytes(contentBytes),
                  sealed: bytes(totalBytes),
                })}
          </dd>
          {ended || deletion?.state === 'done' ? null : (
            <>
              <dt>{t('follow.keptUntil')}</dt>
              <dd>{date(keptUntil(submission))}</dd>
            </>
          )}
          <dt>{t('follow.hash')}</dt>
          <dd>
            <code>{shortGroups(manifestHash)}</code>
          </dd>
        </dl>
        {open.error ? <ErrorNotice error={open.error} /> : null}
        <Button icon="document" busy={open.busy} onClick={() => void open.run()}>
          {t('follow.receipt')}
        </Button>
      </Card>
      {deletion ? null : <RequestDeletion submission={submission} />}
      {receipt ? <ReceiptDialog signed={receipt} onClose={() => setReceipt(null)} /> : null}
    </section>
  );
}
