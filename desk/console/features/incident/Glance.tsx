import { itemId } from '#contract/collector/collector.ts';
import type { IncidentDetail } from '#contract/http/console-api.ts';
import { Section } from '#desk/console/base/parts/Section.tsx';
import { Link } from '#desk/console/base/routing/Link.tsx';
import { visible } from '#desk/console/base/text/visible.ts';
import { useText } from '#desk/console/base/use-text.ts';
import { Card } from '#ui/Card.tsx';
import { shortGroups } from '#ui/format.ts';
import styles from './Glance.module.css';

export function Glance({ incident }: { incident: IncidentDetail }) {
  const { t, tText, dateTime } = useText();
  const { glance, manifest, number, device } = incident;
  const present = new Set(manifest.items.map(({ id }) => id));
  return (
    <Section title={t('glance.title')}>
      <Card>
        {glance.length === 0 ? <p className={styles.empty}>{t('glance.empty')}</p> : null}
        <dl className={styles.facts}>
          {glance.map(({ label, value, item }) => (
            <div key={`${label.message} ${item} ${value}`} className={styles.fact}>
              <dt>{tText(label)}</dt>
              <dd>
                {present.has(item) && itemId.safeParse(item).success ? (
                  <Link to={{ page: 'item', number, item }} className={styles.value}>
                    <bdi>{visible(value)}</bdi>
                  </Link>
                ) : (
                  <bdi>{visible(value)}</bdi>
                )}
              </dd>
            </div>
          ))}
          <div className={styles.fact}>
            <dt>{t('glance.captured')}</dt>
            <dd>{dateTime(manifest.createdAt)}</dd>
          </div>
          <div className={styles.fact}>
            <dt>{t('glance.agent')}</dt>
            <dd>
              {manifest.agent.version} · {manifest.agent.platform} · {manifest.agent.architecture} ·{' '}
              {t('glance.preset', { preset: manifest.preset })}
            </dd>
          </div>
          <div className={styles.fact}>
            <dt>{t('glance.device')}</dt>
            <dd title={device}>
              <code>{shortGroups(device)}</code>
            </dd>
          </div>
        </dl>
      </Card>
    </Section>
  );
}
