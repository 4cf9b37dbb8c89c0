import { useCallback } from 'react';
import type { AppError } from '../../../contract/result.ts';
import { useText } from '../../app/text.ts';
import { ErrorNotice, Notice } from '../../ui/Notice.tsx';

/** Why the last step failed. The button that failed may be far down, so this comes into sight. */
export function Problem({ error }: { error: AppError }) {
  const { t } = useText();
  const comeIntoSight = useCallback((place: HTMLDivElement | null) => place?.scrollIntoView({ block: 'center' }), []);
  return (
    <div ref={comeIntoSight}>
      {error.code === 'consent-mismatch' ? (
        <Notice kind="warn" live title={t('review.mismatch.title')} detail={error.detail}>
          {t('review.mismatch.text')}
        </Notice>
      ) : (
        <ErrorNotice error={error} />
      )}
    </div>
  );
}
