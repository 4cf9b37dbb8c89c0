import { useEffect, useState } from 'react';
import type { AppError } from '#contract/errors/result.ts';
import type { HiddenValue } from '#contract/ipc/ipc.ts';
import { call } from '#renderer/base/bridge.ts';
import { useText } from '#renderer/base/text.ts';
import { Button } from '#ui/Button.tsx';
import { Dialog } from '#ui/Dialog.tsx';
import { ErrorNotice } from '#ui/Notice.tsx';
import { letThrough, useDecisions } from './decide.ts';
import { kindName } from './kind-name.ts';
import styles from './Review.module.css';

/** Lists every value that was replaced. The original appears only on this screen, and only on request. */
export function HiddenDialog({
  manifestHash,
  onClose,
}: {
  manifestHash: string;
  onClose: () => void;
}) {
  const { t } = useText();
  const [hidden, setHidden] = useState<readonly HiddenValue[] | null>(null);
  const [error, setError] = useState<AppError | null>(null);
  const failed = useDecisions((decisions) => decisions.error);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another hash means that something was hidden or shown
  useEffect(() => {
    let wanted = true;
    void call('review.hidden').then((result) => {
      if (!wanted) return;
      if (result.ok) setHidden(result.value);
      else setError(result.error);
    });
    return () => {
      wanted = false;
    };
  }, [manifestHash]);
  return (
    <Dialog title={t('hidden.title')} size="wide" onClose={onClose}>
      <p>{t('hidden.lead')}</p>
      {(error ?? failed) ? <ErrorNotice error={(error ?? failed) as AppError} /> : null}
      {hidden === null && !error ? <p role="status">{t('hidden.loading')}</p> : null}
      {hidden?.length === 0 ? <p>{t('hidden.none')}</p> : null}
      {hidden && hidden.length > 0 ? (
        <ul aria-label={t('hidden.title')}>
          {hidden.map((value) => (
            <HiddenRow key={value.pseudonym} hidden={value} />
          ))}
        </ul>
      ) : null}
    </Dialog>
  );
}

function HiddenRow({ hidden }: { hidden: HiddenValue }) {
  const { t } = useText();
  const [value, setValue] = useState<string | null>(null);
  const [error, setError] = useState<AppError | null>(null);
  const busy = useDecisions((decisions) => decisions.busy === 'show');
  const { pseudonym, kind, places, byPerson, mayShow } = hidden;
  const showOriginal = async () => {
    const result = await call('review.showOriginal', { pseudonym });
    if (result.ok) setValue(result.value.value);
    else setError(result.error);
  };
  return (
    <li className={styles.hiddenRow}>
      <div>
        <p>
          <code>{pseudonym}</code> {t(byPerson ? 'hidden.byYou' : kindName(kind))}
        </p>
        <p className={styles.facts}>{t('hidden.places', { count: places })}</p>
        {error ? <ErrorNotice error={error} /> : null}
        {value === null ? null : (
          <p>
            {t('hidden.value')} <bdi className={styles.value}>{value}</bdi>
          </p>
        )}
      </div>
      {value === null ? (
        <Button
          size="small"
          aria-label={t('hidden.showOriginal.of', { pseudonym })}
          onClick={() => void showOriginal()}
        >
          {t('hidden.showOriginal')}
        </Button>
      ) : mayShow ? (
        <Button
          size="small"
          busy={busy}
          aria-label={t('hidden.show.of', {
            action: t('hidden.show'),
            pseudonym,
          })}
          onClick={() => void letThrough(hidden)}
        >
          {t('hidden.show')}
        </Button>
      ) : (
        <p className={styles.facts}>{t('hidden.fixed')}</p>
      )}
    </li>
  );
}
