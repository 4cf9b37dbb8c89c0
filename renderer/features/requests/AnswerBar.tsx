import { useState } from 'react';
import type { IncomingRequest } from '#contract/ipc/incoming-requests.ts';
import { useText } from '#renderer/base/text.ts';
import { Button } from '#ui/Button.tsx';
import { AnswerDialog } from './AnswerDialog.tsx';
import styles from './Requests.module.css';

interface AnswerBarProps {
  request: IncomingRequest;
  yes: { label: string; busy: boolean; disabled?: boolean; onClick: () => void };
  /** Why the first button is disabled. */
  reason?: string | null;
  wrongLabel?: string;
  mayDecline?: boolean;
}

/** The person's answers, always the same buttons in the same order. */
export function AnswerBar({
  request,
  yes,
  reason = null,
  wrongLabel,
  mayDecline = true,
}: AnswerBarProps) {
  const { t } = useText();
  const [dialog, setDialog] = useState<'decline' | 'wrong' | null>(null);
  return (
    <div className={styles.bar}>
      <div className={styles.buttons}>
        <Button
          kind="primary"
          busy={yes.busy}
          disabled={yes.disabled ?? false}
          aria-describedby={reason ? 'answer-reason' : undefined}
          onClick={yes.onClick}
        >
          {yes.label}
        </Button>
        {mayDecline ? (
          <Button onClick={() => setDialog('decline')}>{t('request.decline')}</Button>
        ) : null}
        <Button kind="danger" onClick={() => setDialog('wrong')}>
          {wrongLabel ?? t('request.wrong')}
        </Button>
      </div>
      {reason ? (
        <p id="answer-reason" className={styles.muted}>
          {reason}
        </p>
      ) : null}
      {dialog ? (
        <AnswerDialog request={request} answer={dialog} onClose={() => setDialog(null)} />
      ) : null}
    </div>
  );
}
