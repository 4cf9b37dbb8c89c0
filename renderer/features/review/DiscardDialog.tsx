import { useText } from '#renderer/base/text.ts';
import { Button } from '#ui/Button.tsx';
import { Dialog } from '#ui/Dialog.tsx';
import { discard, openDiscard, useReviewFlow } from './flow.ts';

export function DiscardDialog({ requested }: { requested: boolean }) {
  const { t } = useText();
  const busy = useReviewFlow((flow) => flow.busy === 'discard');
  return (
    <Dialog
      title={t('discard.title')}
      onClose={() => openDiscard(false)}
      actions={
        <>
          <Button onClick={() => openDiscard(false)}>{t('discard.no')}</Button>
          <Button kind="danger" busy={busy} onClick={() => void discard()}>
            {t('discard.yes')}
          </Button>
        </>
      }
    >
      <p>{t(requested ? 'discard.text.requested' : 'discard.text')}</p>
    </Dialog>
  );
}
