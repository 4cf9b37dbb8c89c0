import { useState } from 'react';
import type { Submission } from '#contract/ipc/submission.ts';
import { call } from '#renderer/base/bridge.ts';
import { useText } from '#renderer/base/text.ts';
import { useAction } from '#renderer/base/use-action.ts';
import { Button } from '#ui/Button.tsx';
import { CopyButton } from '#ui/CopyButton.tsx';
import { Dialog } from '#ui/Dialog.tsx';
import { Disclosure } from '#ui/Disclosure.tsx';
import { ErrorNotice, Notice } from '#ui/Notice.tsx';
import styles from './Follow.module.css';

/** Deletes what has arrived. The person asks once; Candor repeats it until the organisation signs the deletion. */
export function TakeBack({ submission }: { submission: Submission }) {
  const { t, tText, dateTime } = useText();
  const [asking, setAsking] = useState(false);
  const again = useAction(() => call('submissions.withdraw', { id: submission.id }));
  const { state, withdrawal, recipient } = submission;
  const { organisation } = recipient;
  if (state !== 'sent') return null;
  if (withdrawal === null) {
    return (
      <div>
        <Button kind="quiet" onClick={() => setAsking(true)}>
          {t('takeBack.button')}
        </Button>
        {asking ? (
          <TakeBackDialog submission={submission} onClose={() => setAsking(false)} />
        ) : null}
      </div>
    );
  }
  if (withdrawal.state === 'asked') {
    const { problem } = withdrawal;
    return (
      <Notice
        kind={problem ? 'warn' : 'info'}
        title={t('takeBack.asked.title')}
        detail={problem?.detail ?? null}
        live
        actions={
          problem ? (
            <Button busy={again.busy} onClick={() => void again.run()}>
              {t('takeBack.again')}
            </Button>
          ) : null
        }
      >
        {t('takeBack.asked', { organisation })} {problem ? tText(problem.message) : null}
      </Notice>
    );
  }
  return (
    <Notice kind="success" live>
      <p>{t('takeBack.done', { organisation, time: dateTime(withdrawal.deletedAt) })}</p>
      <Disclosure kind="quiet" label={t('takeBack.proof')}>
        <div className={styles.proof}>
          <code>{withdrawal.confirmation}</code>
          <CopyButton value={withdrawal.confirmation} label={t('takeBack.proof.copy')} />
        </div>
      </Disclosure>
    </Notice>
  );
}

function TakeBackDialog({ submission, onClose }: { submission: Submission; onClose: () => void }) {
  const { t } = useText();
  const takeBack = useAction(() => call('submissions.withdraw', { id: submission.id }));
  return (
    <Dialog
      title={t('takeBack.title')}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t('takeBack.no')}</Button>
          <Button
            kind="danger"
            busy={takeBack.busy}
            onClick={async () => (await takeBack.run()) && onClose()}
          >
            {t('takeBack.yes')}
          </Button>
        </>
      }
    >
      <p>{t('takeBack.text', { organisation: submission.recipient.organisation })}</p>
      {takeBack.error ? <ErrorNotice error={takeBack.error} /> : null}
    </Dialog>
  );
}
