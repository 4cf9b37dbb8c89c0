import type { Review } from '#contract/ipc/session.ts';
import { useText } from '#renderer/base/text.ts';
import styles from './Review.module.css';

/** The organisation's purpose, or the reason that the engineer gave, in their own words. */
export function Purpose({ review }: { review: Pick<Review, 'purpose' | 'requestedBy'> }) {
  const { t, tText } = useText();
  const { purpose, requestedBy } = review;
  if (requestedBy === null) return tText({ message: purpose });
  return (
    <>
      <bdi className={styles.reasonText}>{purpose}</bdi>{' '}
      <span className={styles.muted}>{t('review.purpose.by', { engineer: requestedBy })}</span>
    </>
  );
}
