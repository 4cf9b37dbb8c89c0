import type { MissingPart } from '#contract/ipc/session.ts';
import { useText } from '#renderer/base/text.ts';
import { Card } from '#ui/Card.tsx';
import styles from './Review.module.css';

/** `saved`: the bundle can only be saved to a file, so the text does not mention an engineer. */
export function Missing({ missing, saved }: { missing: readonly MissingPart[]; saved: boolean }) {
  const { t, tText } = useText();
  if (missing.length === 0) return null;
  return (
    <section aria-labelledby="missing-title" className={styles.section}>
      <div>
        <h2 id="missing-title">{t('review.missing')}</h2>
        <p className={styles.muted}>
          {t(saved ? 'review.missing.lead.file' : 'review.missing.lead')}
        </p>
      </div>
      <Card padding="flush">
        <ul>
          {missing.map(({ collector, title, status, reason }) => (
            <li key={collector} className={styles.missing}>
              <p className={styles.missingTitle}>{tText({ message: title })}</p>
              <p className={styles.muted}>{t(`state.${status}`)}</p>
              {reason ? <p className={styles.missingReason}>{tText(reason)}</p> : null}
            </li>
          ))}
        </ul>
      </Card>
    </section>
  );
}
