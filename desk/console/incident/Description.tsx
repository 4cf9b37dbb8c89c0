import type { Description as PersonDescription } from '../../../contract/description.ts';
import { Card } from '../../../renderer/ui/Card.tsx';
import { visible } from '../text/visible.ts';
import { useText } from '../use-text.ts';
import styles from './Description.module.css';
import { Section } from './Section.tsx';

/** The person's own words, as text and nothing else. */
export function Description({ description }: { description: PersonDescription | null }) {
  const { t, date } = useText();
  return (
    <Section title={t('description.title')}>
      {description ? (
        <Card>
          <p className={styles.words} dir="auto">
            {visible(description.happened)}
          </p>
          {description.began === '' ? null : (
            <p className={styles.began}>
              <span className={styles.label}>{t('description.began')}</span>{' '}
              <bdi className={styles.words}>{visible(description.began)}</bdi>
            </p>
          )}
          {description.lastGoodDay ? (
            <p className={styles.began}>
              <span className={styles.label}>{t('description.lastGoodDay')}</span>{' '}
              {date(`${description.lastGoodDay}T12:00:00.000Z`)}
            </p>
          ) : null}
        </Card>
      ) : (
        <p className={styles.label}>{t('description.leftOut')}</p>
      )}
    </Section>
  );
}
