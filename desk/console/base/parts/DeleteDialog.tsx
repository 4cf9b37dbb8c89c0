import { useState } from 'react';
import type { Result } from '#contract/errors/result.ts';
import { Button } from '#ui/Button.tsx';
import { Dialog } from '#ui/Dialog.tsx';
import { TextField } from '#ui/TextField.tsx';
import { Problem } from '../Problem.tsx';
import { useText } from '../use-text.ts';
import { useAction } from './use-action.ts';

interface DeleteDialogProps {
  title: string;
  /** The name of what is deleted. */
  text: string;
  onDelete: (reason: string) => Promise<Result<unknown>>;
  onDeleted: () => void;
  onClose: () => void;
}

/** Asks for a reason, which goes into the audit log, before something is deleted for good. */
export function DeleteDialog({ title, text, onDelete, onDeleted, onClose }: DeleteDialogProps) {
  const { t } = useText();
  const [reason, setReason] = useState('');
  const [checked, setChecked] = useState(false);
  const action = useAction();
  const lacking = reason.trim().length < 3;

  async function remove() {
    setChecked(true);
    if (lacking) return;
    const done = await action.run(async () => {
      const result = await onDelete(reason.trim());
      return result.ok ? { ok: true as const, value: true } : result;
    });
    if (!done) return;
    onClose();
    onDeleted();
  }

  return (
    <Dialog
      title={title}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t('delete.keep')}</Button>
          <Button kind="danger" busy={action.busy} onClick={() => void remove()}>
            {t('delete.do')}
          </Button>
        </>
      }
    >
      <p>{text}</p>
      <TextField
        label={t('delete.reason')}
        help={t('delete.reason.help')}
        maxLength={300}
        value={reason}
        onChange={setReason}
        error={checked && lacking ? t('delete.reason.missing') : null}
      />
      {action.problem ? <Problem title={t('delete.failed')} error={action.problem} /> : null}
    </Dialog>
  );
}
