import { useMemo } from 'react';
import type { ManifestItem } from '#contract/bundle/manifest.ts';
import type { IncidentDetail } from '#contract/http/console-api.ts';
import { Problem } from '#desk/console/base/Problem.tsx';
import { Section } from '#desk/console/base/parts/Section.tsx';
import { Link } from '#desk/console/base/routing/Link.tsx';
import { useText } from '#desk/console/base/use-text.ts';
import { Card } from '#ui/Card.tsx';
import { Notice } from '#ui/Notice.tsx';
import { useItemContent } from '../item/item-content.ts';
import { Charts } from '../sample/SampleView.tsx';
import { chartsOf, parseSample, sampleItemId } from '../sample/sample-series.ts';
import styles from './SamplePanel.module.css';

/** Larger samples are loaded on their own page, not on every visit to the incident. */
const panelBytes = 2 * 1024 * 1024;

/** The charts of the ten-second sample; nothing for bundles without one. */
export function SamplePanel({ incident }: { incident: IncidentDetail }) {
  const { t } = useText();
  const { number, manifest } = incident;
  const item = manifest.items.find(({ id }) => id === sampleItemId);
  if (!item || item.bytes > panelBytes) return null;
  const more = (
    <Link to={{ page: 'item', number, item: item.id }} className={styles.more}>
      {t('sample.more')}
    </Link>
  );
  return (
    <Section title={t('sample.title')} aside={more}>
      <Card>
        <Loaded number={number} item={item} />
      </Card>
    </Section>
  );
}

function Loaded({ number, item }: { number: string; item: ManifestItem }) {
  const { t, bytes } = useText();
  const { content, again } = useItemContent(number, item, { part: true });
  const text = content.state === 'loaded' ? content.text : null;
  const sample = useMemo(() => (text === null ? null : parseSample(text)), [text]);
  if (content.state === 'loading') {
    return (
      <p role="status" className={styles.quiet}>
        {t('item.loading', { item: item.id, bytes: bytes(item.bytes) })}
      </p>
    );
  }
  if (content.state === 'failed')
    return <Problem title={t('item.failed')} error={content.error} again={again} />;
  if (sample === null) return <p className={styles.quiet}>{t('sample.other')}</p>;
  if (sample.points.length === 0) return <p className={styles.quiet}>{t('sample.nothing')}</p>;
  return (
    <>
      {content.hash === 'different' ? (
        <Notice kind="error">{t('item.hash.different')}</Notice>
      ) : null}
      <Charts charts={chartsOf(sample)} sample={sample} />
    </>
  );
}
