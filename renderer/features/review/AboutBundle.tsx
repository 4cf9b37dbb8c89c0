import type { Review } from '#contract/ipc/session.ts';
import { useText } from '#renderer/base/text.ts';
import { Button } from '#ui/Button.tsx';
import { Card } from '#ui/Card.tsx';
import { Disclosure } from '#ui/Disclosure.tsx';
import { inGroups, shortGroups } from '#ui/format.ts';
import type { Reading } from '../item-viewer/ItemViewer.tsx';
import styles from './Review.module.css';
import { documentsToRead } from './reading-of.ts';

interface AboutBundleProps {
  review: Review;
  onRead: (reading: Reading) => void;
}

/** The bundle's own documents and its verification code. */
export function AboutBundle({ review, onRead }: AboutBundleProps) {
  const { t } = useText();
  return (
    <section aria-labelledby="about-title" className={styles.section}>
      <div>
        <h2 id="about-title">{t('review.about')}</h2>
        <p className={styles.muted}>{t('review.about.lead')}</p>
      </div>
      <Card>
        <ul className={styles.pages}>
          {documentsToRead(t).map((page) => (
            <li key={page.id}>
              <Button kind="quiet" icon="document" onClick={() => onRead(page)}>
                {page.title}
              </Button>
              <span className={styles.muted}>{page.purpose}</span>
            </li>
          ))}
        </ul>
        <dl className={styles.summary}>
          <dt>{t('review.hash')}</dt>
          <dd>
            <code>{shortGroups(review.manifestHash)}</code>
            <p className={styles.muted}>{t('review.hash.help')}</p>
            <Disclosure kind="quiet" label={t('review.hash.all')}>
              <code data-testid="manifest-hash">{inGroups(review.manifestHash)}</code>
            </Disclosure>
          </dd>
        </dl>
      </Card>
    </section>
  );
}
