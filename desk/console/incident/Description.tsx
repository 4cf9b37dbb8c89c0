import type { IncidentDetail } from '../../../contract/console-api.ts';
import { Card } from '../../../renderer/ui/Card.tsx';
import { Icon } from '../../../renderer/ui/icons.tsx';
import { Link } from '../routing/Link.tsx';
import { visible } from '../text/visible.ts';
import { useText } from '../use-text.ts';
import styles from './Description.module.css';
import { Section } from './Section.tsx';

const wordsItemId = 'description/description.json';

/** The person's own words, as text and nothing else. */
export function Description({ incident }: { incident: Pick<IncidentDetail, 'number' | 'description' | 'manifest'> }) {
  const { t, tText, date } = useText();
  const { number, description, manifest } = incident;
  const picture = manifest.items.find(({ mediaType }) => mediaType === 'image/png');
  const reasonFor = ({ leftOut, collectors }: IncidentDetail['manifest']): string => {
    if (leftOut.some(({ id }) => id === wordsItemId)) return t('description.leftOut');
    const failed = collectors.find(({ id, status }) => id === 'description' && status !== 'success' && status !== 'skip');
    if (!failed) return t('description.requested');
    return t('description.failed', { reason: failed.reason ? visible(tText(failed.reason)) : failed.status });
  };
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
        <p className={styles.label}>{reasonFor(manifest)}</p>
      )}
      {picture ? (
        <p>
          <Link to={{ page: 'item', number, item: picture.id }} className={styles.picture}>
            <Icon name="screen" size={18} />
            {t('description.picture')}
          </Link>
        </p>
      ) : null}
    </Section>
  );
}
