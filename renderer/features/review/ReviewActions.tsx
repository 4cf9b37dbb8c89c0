import type { Review } from '#contract/ipc/session.ts';
import { useMirror } from '#renderer/base/mirror.ts';
import { useText } from '#renderer/base/text.ts';
import { Button } from '#ui/Button.tsx';
import { backToWords, openConsent, openDiscard, openSave, useReviewFlow } from './flow.ts';
import styles from './Review.module.css';

export function ReviewActions({ review, changing }: { review: Review; changing: boolean }) {
  const { t, tText } = useText();
  const busy = useReviewFlow((flow) => flow.busy);
  const maySave = useMirror(({ info }) => info?.features.saveToFile ?? true);
  const { recipient, sendProblem, notSaved, clock, requestedBy, items, manifestHash } = review;
  const nothing = items.every((item) => !item.included);
  const reason = changing
    ? t('search.changing')
    : nothing
      ? t('review.nothing')
      : sendProblem
        ? tText(sendProblem.message)
        : clock?.blocksSending
          ? t('review.clock.title')
          : null;
  return (
    <div className={styles.bar}>
      <div className={styles.buttons}>
        <Button
          kind="primary"
          disabled={changing || nothing || sendProblem !== null || recipient === null}
          aria-describedby={reason ? 'send-reason' : undefined}
          onClick={() => openConsent(manifestHash)}
        >
          {recipient
            ? t('review.send', { organisation: recipient.organisation })
            : t('review.send.none')}
        </Button>
        {maySave ? (
          <Button
            busy={busy === 'save'}
            disabled={changing || nothing || notSaved?.words === true}
            onClick={() => openSave(true)}
          >
            {t('review.save')}
          </Button>
        ) : null}
        <div className={styles.buttons}>
          {requestedBy === null ? (
            <Button kind="quiet" disabled={changing} onClick={() => void backToWords()}>
              {t('review.back')}
            </Button>
          ) : null}
          <Button kind="quiet" onClick={() => openDiscard(true)}>
            {t('review.discard')}
          </Button>
        </div>
      </div>
      {reason ? (
        <p id="send-reason" className={styles.reason}>
          {reason}
        </p>
      ) : null}
    </div>
  );
}
