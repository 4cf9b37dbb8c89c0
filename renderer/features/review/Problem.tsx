import type { AppError } from '../../../contract/result.ts';
import { useText } from '../../app/text.ts';
import { ErrorNotice, Notice } from '../../ui/Notice.tsx';

const intoSight = (place: HTMLDivElement | null) => place?.scrollIntoView({ block: 'center' });

/** Why the last step failed. The button that failed may be far down, so this comes into sight. */
export function Problem({ error }: { error: AppError }) {
  if (error.code === 'consent-mismatch') return <ChangedNotice detail={error.detail} />;
  return (
    <div ref={intoSight}>
      <ErrorNotice error={error} />
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
