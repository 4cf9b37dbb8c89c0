import type { ReviewItem } from '#contract/ipc/session.ts';
import { useText } from '#renderer/base/text.ts';
import styles from './Picture.module.css';
import { useReviewedPicture } from './reviewed-picture.ts';

/** A small picture in the review's list, so that the person remembers what it shows. */
export function PictureThumbnail({ item, onOpen }: { item: ReviewItem; onOpen: () => void }) {
  const { t, tText } = useText();
  const { picture } = useReviewedPicture(item.sha256);
  if (!picture) return null;
  return (
    <button
      type="button"
      className={styles.row}
      aria-label={t('picture.open', { title: tText({ message: item.title }) })}
      onClick={onOpen}
    >
      <img src={picture.image} alt="" className={styles.image} />
    </button>
  );
}
