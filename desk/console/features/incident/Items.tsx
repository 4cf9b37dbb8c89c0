import type { ManifestItem } from '#contract/bundle/manifest.ts';
import type { CollectorStatus } from '#contract/collector/collector.ts';
import type { IncidentDetail } from '#contract/http/console-api.ts';
import { Section } from '#desk/console/base/parts/Section.tsx';
import { Link } from '#desk/console/base/routing/Link.tsx';
import { visible } from '#desk/console/base/text/visible.ts';
import { useText } from '#desk/console/base/use-text.ts';
import { Badge, type BadgeProps } from '#ui/Badge.tsx';
import { Card } from '#ui/Card.tsx';
import { itemsByCategory, missingParts } from '../item/items-by-category.ts';
import styles from './Items.module.css';

export function Items({ incident }: { incident: IncidentDetail }) {
  const { t, bytes } = useText();
  const { manifest, number } = incident;
  const total = manifest.items.reduce((sum, item) => sum + item.bytes, 0);
  return (
    <Section
      title={t('items.title')}
      aside={`${t('items.count', { count: manifest.items.length })} · ${bytes(total)}`}
    >
      <Card padding="flush">
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">{t('items.column.item')}</th>
              <th scope="col" className={styles.what}>
                {t('items.column.what')}
              </th>
              <th scope="col" className={styles.size}>
                {t('items.column.size')}
              </th>
              <th scope="col" className={styles.notes}>
                {t('items.column.notes')}
              </th>
            </tr>
          </thead>
          {itemsByCategory(manifest.items).map(({ category, items }) => (
            <tbody key={category}>
              <tr>
                <th scope="rowgroup" colSpan={4} className={styles.category}>
                  {t(`items.category.${category}`)}
                </th>
              </tr>
              {items.map((item) => (
                <ItemRow key={item.id} item={item} number={number} />
              ))}
            </tbody>
          ))}
        </table>
      </Card>
      <Absent incident={incident} />
    </Section>
  );
}

function ItemRow({ item, number }: { item: ManifestItem; number: string }) {
  const { t, tText, bytes } = useText();
  return (
    <tr className={styles.row}>
      <td>
        <Link to={{ page: 'item', number, item: item.id }} className={styles.link}>
          {item.id}
        </Link>
      </td>
      <td className={styles.what} title={tText({ message: item.purpose })}>
        {tText({ message: item.title })}
      </td>
      <td className={styles.size}>{bytes(item.bytes)}</td>
      <td className={styles.notes}>
        {item.droppedBytes > 0 ? (
          <Badge tone="warn">{t('items.truncated', { bytes: bytes(item.droppedBytes) })}</Badge>
        ) : null}
        {item.redacted > 0 ? (
          <span>
            {t(item.mediaType === 'image/png' ? 'items.covered' : 'items.redacted', {
              count: item.redacted,
            })}
          </span>
        ) : null}
      </td>
    </tr>
  );
}

const statusTones: Record<CollectorStatus, NonNullable<BadgeProps['tone']>> = {
  success: 'success',
  partial: 'warn',
  fail: 'danger',
  timeout: 'warn',
  skip: 'neutral',
  unavailable: 'neutral',
  denied: 'warn',
  canceled: 'neutral',
};

/** Lists what is missing and why, and what the person left out, so that nothing is missing silently. */
function Absent({ incident }: { incident: IncidentDetail }) {
  const { t, tText, bytes } = useText();
  const missing = missingParts(incident.manifest);
  const { leftOut } = incident.manifest;
  return (
    <div className={styles.absent}>
      <div className={styles.part}>
        <h3>{t('items.missing')}</h3>
        {missing.length === 0 ? <p className={styles.quiet}>{t('items.missing.none')}</p> : null}
        <ul className={styles.list}>
          {missing.map(({ id, title, status, reason }) => (
            <li key={id}>
              <span className={styles.name}>{tText({ message: title })}</span>{' '}
              <Badge tone={statusTones[status]}>{t(`items.status.${status}`)}</Badge>{' '}
              <bdi className={styles.quiet}>
                {reason ? visible(tText(reason)) : t('items.missing.noReason')}
              </bdi>
            </li>
          ))}
        </ul>
      </div>
      <div className={styles.part}>
        <h3>{t('items.leftOut')}</h3>
        {leftOut.length === 0 ? <p className={styles.quiet}>{t('items.leftOut.none')}</p> : null}
        <ul className={styles.list}>
          {leftOut.map(({ id, title, bytes: size }) => (
            <li key={id}>
              <span className={styles.name}>{tText({ message: title })}</span> <code>{id}</code>{' '}
              <span className={styles.quiet}>{bytes(size)}</span>
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}
