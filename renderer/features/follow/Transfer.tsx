import { useState } from 'react';
import type { Submission } from '#contract/ipc/submission.ts';
import { call } from '#renderer/base/bridge.ts';
import { useNavigation } from '#renderer/base/navigation.ts';
import { useText } from '#renderer/base/text.ts';
import { useAction } from '#renderer/base/use-action.ts';
import { Button } from '#ui/Button.tsx';
import { Card } from '#ui/Card.tsx';
import { Dialog } from '#ui/Dialog.tsx';
import { ErrorNotice } from '#ui/Notice.tsx';
import { Progress } from '#ui/Progress.tsx';
import styles from './Follow.module.css';

/** The upload, until the desk has confirmed it. */
export function Transfer({ submission }: { submission: Submission }) {
  const { t, bytes, percent } = useText();
  const show = useNavigation((navigation) => navigation.show);
  const { id, state, sentBytes, totalBytes, problem, sendAgain } = submission;
  const pause = useAction(() => call('submissions.pause', { id }));
  const resume = useAction(() => call('submissions.resume', { id }));
  /** Copies the description into the form, so that the person need not type it again. */
  const repeat = useAction(() => call('submissions.again', { id }));
  const [canceling, setCanceling] = useState(false);
  const error = pause.error ?? resume.error ?? repeat.error;

  if (state === 'canceled' || state === 'refused') {
    const again = (
      <Button busy={repeat.busy} onClick={async () => (await repeat.run()) && show('help')}>
        {t('follow.again')}
      </Button>
    );
    return (
      <>
        {error ? <ErrorNotice error={error} /> : null}
        {state === 'refused' && problem ? (
          <ErrorNotice
            error={problem}
            actions={
              <>
                {sendAgain ? (
                  <Button kind="primary" busy={resume.busy} onClick={() => void resume.run()}>
                    {t('follow.sendAgain')}
                  </Button>
                ) : null}
                {again}
              </>
            }
          />
        ) : (
          <div className={styles.ended}>
            <p className={styles.muted}>
              {sentBytes > 0 ? t('follow.canceled') : t('follow.canceled.nothing')}
            </p>
            {again}
          </div>
        )}
      </>
    );
  }

  const fraction = totalBytes === 0 ? 0 : sentBytes / totalBytes;
  const amount = t('follow.bytes', { done: bytes(sentBytes), total: bytes(totalBytes) });
  const tryNow = (
    <Button busy={resume.busy} onClick={() => void resume.run()}>
      {t('follow.tryNow')}
    </Button>
  );
  return (
    <>
      {error ? <ErrorNotice error={error} /> : null}
      {state === 'waiting' && problem ? (
        <ErrorNotice kind="warn" error={problem} actions={tryNow} />
      ) : null}
      <Card>
        <div className={styles.transfer}>
          <p className={styles.measure}>
            <strong className={styles.percent}>{percent(Math.floor(fraction * 100) / 100)}</strong>
            <span className={styles.muted}>{amount}</span>
          </p>
          <Progress
            label={t('follow.bar')}
            value={state === 'queued' ? null : fraction}
            valueText={amount}
          />
          <p role="status" className={styles.muted}>
            <Explanation submission={submission} />
          </p>
          <div className={styles.buttons}>
            {state === 'paused' ? (
              <Button kind="primary" busy={resume.busy} onClick={() => void resume.run()}>
                {t('follow.resume')}
              </Button>
            ) : (
              <Button icon="pause" busy={pause.busy} onClick={() => void pause.run()}>
                {t('follow.pause')}
              </Button>
            )}
            {state === 'waiting' && !problem ? tryNow : null}
            <Button kind="quiet" onClick={() => setCanceling(true)}>
              {t('follow.cancel')}
            </Button>
          </div>
        </div>
      </Card>
      {canceling ? (
        <CancelDialog submission={submission} onClose={() => setCanceling(false)} />
      ) : null}
    </>
  );
}

/** One sentence that says what happens next. */
function Explanation({ submission }: { submission: Submission }) {
  const { t, time } = useText();
  const { state, nextTryAt, sentBytes, totalBytes, recipient } = submission;
  if (state === 'waiting')
    return nextTryAt ? t('follow.waiting.at', { time: time(nextTryAt) }) : t('follow.waiting');
  if (state === 'paused') return t('follow.paused');
  if (state === 'queued') return t('follow.queued');
  if (sentBytes === totalBytes)
    return t('follow.checking', { organisation: recipient.organisation });
  return t('follow.uploading');
}

function CancelDialog({ submission, onClose }: { submission: Submission; onClose: () => void }) {
  const { t } = useText();
  const cancel = useAction(() => call('submissions.cancel', { id: submission.id }));
  return (
    <Dialog
      title={t('follow.cancel.title')}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t('follow.cancel.no')}</Button>
          <Button
            kind="danger"
            busy={cancel.busy}
            onClick={async () => (await cancel.run()) && onClose()}
          >
            {t('follow.cancel.yes')}
          </Button>
        </>
      }
    >
      <p>{t('follow.cancel.text', { organisation: submission.recipient.organisation })}</p>
      {cancel.error ? <ErrorNotice error={cancel.error} /> : null}
    </Dialog>
  );
}
