import type { ReviewItem } from '#contract/ipc/session.ts';
import { useText } from '#renderer/base/text.ts';
import { Badge, type BadgeTone } from '#ui/Badge.tsx';
import { Icon } from '#ui/icons.tsx';
import { Switch } from '#ui/Switch.tsx';
import type { Reading } from '../item-viewer/ItemViewer.tsx';
import { PictureThumbnail } from '../picture/PictureThumbnail.tsx';
import { include } from './flow.ts';
import styles from './Review.module.css';

const tones: Record<ReviewItem['sensitivity'], BadgeTone> = {
  technical: 'neutral',
  personal: 'info',
  private: 'warn',
};

interface ItemRowProps {
  item: ReviewItem;
  onRead: (reading: Reading) => void;
}

export function ItemRow({ item, onRead }: ItemRowProps) {
  const { t, tText, bytes } = useText();
  const title = tText({ message: item.title });
  const purpose = tText({ message: item.purpose });
  const { id, sensitivity, sha256, included } = item;
  const picture = item.mediaType === 'image/png';
  const read = () =>
    onRead({ id, title, purpose, sensitivity, sha256, stage: included ? 'included' : 'left-out' });
  return (
    <li className={styles.item} data-included={included}>
      <div className={styles.itemText}>
        <button
          type="button"
          className={styles.read}
          aria-label={t(picture ? 'picture.open' : 'review.item.read', {
            title: `${title} (${id})`,
          })}
          onClick={read}
        >
          <Icon name={picture ? 'screen' : 'document'} size={18} />
          {title}
        </button>
        <p className={styles.purpose}>{purpose}</p>
        {picture ? <PictureThumbnail item={item} onOpen={read} /> : null}
        <p className={styles.facts}>
          {included ? null : <Badge icon="dash">{t('review.item.leftOut')}</Badge>}
          <Badge tone={tones[sensitivity]}>{t(`sensitivity.${sensitivity}`)}</Badge>
          <span>{bytes(item.bytes)}</span>
          {item.redacted > 0 ? (
            <span>
              {t(picture ? 'picture.covered' : 'review.item.hidden', { count: item.redacted })}
            </span>
          ) : null}
          {item.droppedBytes > 0 ? (
            <span>{t('review.item.shortened', { size: bytes(item.droppedBytes) })}</span>
          ) : null}
          <code>{id}</code>
        </p>
      </div>
      <Switch
        label={t('review.item.switch', { title: `${title} (${id})` })}
        checked={included}
        onChange={(on) => void include([id], on)}
      />
    </li>
  );
}
