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
export function RequestDeletion({ submission }: { submission: Submission }) {
  const { t, tText, dateTime } = useText();
  const [asking, setAsking] = useState(false);
  const again = useAction(() => call('submissions.requestDeletion', { id: submission.id }));
  const { state, deletion, recipient } = submission;
  const { organisation } = recipient;
  if (state !== 'sent') return null;
  if (deletion === null) {
    return (
      <div>
        <Button kind="quiet" onClick={() => setAsking(true)}>
          {t('deletion.button')}
        </Button>
        {asking ? (
          <RequestDeletionDialog submission={submission} onClose={() => setAsking(false)} />
        ) : null}
      </div>
    );
  }
  if (deletion.state === 'requested') {
    const { problem } = deletion;
    return (
      <Notice
        kind={problem ? 'warn' : 'info'}
        title={t('deletion.requested.title')}
        detail={problem?.detail ?? null}
        live
        actions={
          problem ? (
            <Button busy={again.busy} onClick={() => void again.run()}>
              {t('deletion.again')}
            </Button>
          ) : null
        }
      >
        {t('deletion.requested', { organisation })} {problem ? tText(problem.message) : null}
      </Notice>
    );
  }
  return (
    <Notice kind="success" live>
      <p>{t('deletion.done', { organisation, time: dateTime(deletion.deletedAt) })}</p>
      <Disclosure kind="quiet" label={t('deletion.proof')}>
        <div className={styles.proof}>
          <code>{deletion.confirmation}</code>
          <CopyButton value={deletion.confirmation} label={t('deletion.proof.copy')} />
        </div>
      </Disclosure>
    </Notice>
  );
}

function RequestDeletionDialog({
  submission,
  onClose,
}: {
  submission: Submission;
  onClose: () => void;
}) {
  const { t } = useText();
  const request = useAction(() => call('submissions.requestDeletion', { id: submission.id }));
  return (
    <Dialog
      title={t('deletion.title')}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t('deletion.no')}</Button>
          <Button
            kind="danger"
            busy={request.busy}
            onClick={async () => (await request.run()) && onClose()}
          >
            {t('deletion.yes')}
          </Button>
        </>
      }
    >
      <p>{t('deletion.text', { organisation: submission.recipient.organisation })}</p>
      {request.error ? <ErrorNotice error={request.error} /> : null}
    </Dialog>
  );
}
