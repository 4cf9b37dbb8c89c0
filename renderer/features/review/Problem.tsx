import { useEffect, useRef } from 'react';
import type { AppError } from '#contract/errors/result.ts';
import type { ReviewItem } from '#contract/ipc/session.ts';
import { useText } from '#renderer/base/text.ts';
import { Button } from '#ui/Button.tsx';
import { ErrorNotice, Notice } from '#ui/Notice.tsx';
import { include, rerunRedaction } from './flow.ts';

/**
 * Scrolls into view and takes the focus when it appears: a screen reader reads it, and the next Tab goes to its
 * buttons instead of to what follows the button that failed.
 */
function useArrival() {
  const place = useRef<HTMLDivElement>(null);
  // Runs after the cleanup of a dialog that closes at the same time and returns focus to the button behind it.
  useEffect(() => {
    place.current?.focus({ preventScroll: true });
    place.current?.scrollIntoView({ block: 'center' });
  }, []);
  return place;
}

/** Why the last step failed. It scrolls into view and takes the focus, because the button may be far down. */
export function Problem({ error, items }: { error: AppError; items: readonly ReviewItem[] }) {
  return error.code === 'consent-mismatch' ? (
    <ChangedNotice detail={error.detail} />
  ) : (
    <Failure error={error} items={items} />
  );
}

function Failure({ error, items }: { error: AppError; items: readonly ReviewItem[] }) {
  const { t } = useText();
  const place = useArrival();
  const leaking =
    error.code === 'leak-found'
      ? items.find(({ id }) => id === error.message.values?.item)
      : undefined;
  return (
    <div ref={place} tabIndex={-1}>
      <ErrorNotice
        error={error}
        actions={
          error.code === 'leak-found' ? (
            <>
              <Button onClick={() => void rerunRedaction()}>{t('leak.again')}</Button>
              {leaking ? (
                <Button onClick={() => void include([leaking.id], false)}>
                  {t('leak.leaveOut')}
                </Button>
              ) : null}
            </>
          ) : null
        }
      />
    </div>
  );
}

/** The bundle changed since the person read it. */
export function ChangedNotice({ detail = null }: { detail?: string | null }) {
  const { t } = useText();
  const place = useArrival();
  return (
    <div ref={place} tabIndex={-1}>
      <Notice kind="warn" live title={t('review.mismatch.title')} detail={detail}>
        {t('review.mismatch.text')}
      </Notice>
    </div>
  );
}
