import { useState } from 'react';
import type { ReviewItem } from '#contract/ipc/session.ts';
import { useText } from '#renderer/base/text.ts';
import { Badge } from '#ui/Badge.tsx';
import { Button } from '#ui/Button.tsx';
import { Dialog } from '#ui/Dialog.tsx';
import { Disclosure } from '#ui/Disclosure.tsx';
import { inGroups } from '#ui/format.ts';
import { ErrorNotice } from '#ui/Notice.tsx';
import styles from './Picture.module.css';
import { type LoadPicture, useReviewedPicture } from './reviewed-picture.ts';

interface PictureDialogProps {
  item: ReviewItem;
  /** Reads a picture that was sent; by default the picture comes from the review. */
  loadSent?: LoadPicture;
  onClose: () => void;
}

/** The picture at full size, exactly as it would be sent or was sent. */
export function PictureDialog({ item, loadSent, onClose }: PictureDialogProps) {
  const { t, tText, bytes } = useText();
  const { picture, error } = useReviewedPicture(item.sha256, loadSent);
  const [large, setLarge] = useState(false);
  return (
    <Dialog title={tText({ message: item.title })} size="wide" onClose={onClose}>
      <div className={styles.about}>
        <p className={styles.help}>{tText({ message: item.purpose })}</p>
        <p className={styles.exact}>
          {t(
            loadSent
              ? 'picture.exactSent'
              : item.included
                ? 'picture.exact'
                : 'picture.exactWhenLeftOut',
          )}
        </p>
        <p className={styles.facts}>
          <code>{item.id}</code>
          <span>{bytes(item.bytes)}</span>
          {item.redacted > 0 ? <span>{t('picture.covered', { count: item.redacted })}</span> : null}
          <Badge>{t(`sensitivity.${item.sensitivity}`)}</Badge>
          <Button kind="quiet" size="small" icon="search" onClick={() => setLarge(!large)}>
            {t(large ? 'picture.fit' : 'picture.larger')}
          </Button>
        </p>
        <Disclosure kind="quiet" label={t('viewer.hash')}>
          <code>{inGroups(item.sha256)}</code>
        </Disclosure>
      </div>
      {error ? <ErrorNotice error={error} /> : null}
      {picture ? (
        <section
          className={styles.whole}
          data-large={large}
          aria-label={tText({ message: item.title })}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a picture larger than its frame must scroll by keyboard too
          tabIndex={0}
        >
          <img
            src={picture.image}
            alt={t('picture.alt', { width: picture.width, height: picture.height })}
          />
        </section>
      ) : error ? null : (
        <p role="status">{t('picture.loading')}</p>
      )}
    </Dialog>
  );
}
