import { useState } from 'react';
import type { FileProtection } from '#contract/bundle/saved-file.ts';
import { shortestPassphrase } from '#contract/bundle/saved-file-limits.ts';
import type { Review } from '#contract/ipc/session.ts';
import { useText } from '#renderer/base/text.ts';
import { Button } from '#ui/Button.tsx';
import { Dialog } from '#ui/Dialog.tsx';
import { RadioCards } from '#ui/RadioCards.tsx';
import { TextField } from '#ui/TextField.tsx';
import { openSave, save, useReviewFlow } from './flow.ts';

const kinds = [
  'organisation',
  'passphrase',
  'none',
] as const satisfies readonly FileProtection['kind'][];

/** Asks who should be able to read the file before it is written. */
export function SaveDialog({ review }: { review: Review }) {
  const { t } = useText();
  const busy = useReviewFlow((flow) => flow.busy === 'save');
  const organisation = review.recipient?.organisation ?? null;
  const [kind, setKind] = useState<FileProtection['kind']>(
    organisation === null ? 'none' : 'organisation',
  );
  const [passphrase, setPassphrase] = useState('');
  const [tooShort, setTooShort] = useState(false);
  const options = kinds
    .filter((option) => option !== 'organisation' || organisation !== null)
    .map((value) => ({
      value,
      label: t(`save.${value}`, { organisation: organisation ?? '' }),
      help: t(`save.${value}.help`, { organisation: organisation ?? '' }),
    }));

  const choosePlace = () => {
    const short = kind === 'passphrase' && passphrase.length < shortestPassphrase;
    setTooShort(short);
    if (!short)
      void save(review.manifestHash, kind === 'passphrase' ? { kind, passphrase } : { kind });
  };

  return (
    <Dialog
      title={t('save.title')}
      onClose={() => openSave(false)}
      actions={
        <>
          <Button onClick={() => openSave(false)}>{t('save.cancel')}</Button>
          <Button kind="primary" busy={busy} onClick={choosePlace}>
            {t('save.choose')}
          </Button>
        </>
      }
    >
      <RadioCards legend={t('save.legend')} value={kind} options={options} onChange={setKind} />
      {kind === 'passphrase' ? (
        <TextField
          label={t('save.passphrase.field')}
          help={t('save.passphrase.field.help')}
          value={passphrase}
          error={
            tooShort && passphrase.length < shortestPassphrase
              ? t('save.passphrase.short', { count: shortestPassphrase })
              : null
          }
          autoComplete="off"
          spellCheck={false}
          onChange={setPassphrase}
        />
      ) : null}
    </Dialog>
  );
}
