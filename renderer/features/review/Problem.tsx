import type { AppError } from '../../../contract/result.ts';
import type { ReviewItem } from '../../../contract/session.ts';
import { useText } from '../../app/text.ts';
import { Button } from '../../ui/Button.tsx';
import { ErrorNotice, Notice } from '../../ui/Notice.tsx';
import { include, redactAgain } from './flow.ts';

const intoSight = (place: HTMLDivElement | null) => place?.scrollIntoView({ block: 'center' });

/** Why the last step failed. The button that failed may be far down, so this comes into sight. */
export function Problem({ error, items }: { error: AppError; items: readonly ReviewItem[] }) {
  const { t } = useText();
  if (error.code === 'consent-mismatch') return <ChangedNotice detail={error.detail} />;
  const leaking = error.code === 'leak-found' ? items.find(({ id }) => id === error.message.values?.item) : undefined;
  return (
    <div ref={intoSight}>
      <ErrorNotice
        error={error}
        actions={
          error.code === 'leak-found' ? (
            <>
              <Button onClick={() => void redactAgain()}>{t('leak.again')}</Button>
              {leaking ? <Button onClick={() => void include([leaking.id], false)}>{t('leak.leaveOut')}</Button> : null}
            </>
          ) : null
        }
      />
    </div>
  );
}

/** What would be sent is no longer what the person was about to agree to. */
export function ChangedNotice({ detail = null }: { detail?: string | null }) {
  const { t } = useText();
  return (
    <div ref={intoSight}>
      <Notice kind="warn" live title={t('review.mismatch.title')} detail={detail}>
        {t('review.mismatch.text')}
      </Notice>
    </div>
  );
}
