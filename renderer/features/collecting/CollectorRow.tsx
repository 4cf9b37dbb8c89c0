import { memo } from 'react';
import type { CollectorProgress } from '#contract/ipc/session.ts';
import { useText } from '#renderer/base/text.ts';
import { Button } from '#ui/Button.tsx';
import { Icon, type IconName } from '#ui/icons.tsx';
import type { Reading } from '../item-viewer/ItemViewer.tsx';
import styles from './Collecting.module.css';

const icons: Record<CollectorProgress['state'], IconName> = {
  waiting: 'ring',
  running: 'clock',
  success: 'check',
  partial: 'check',
  fail: 'warning',
  timeout: 'clock',
  skip: 'dash',
  unavailable: 'dash',
  denied: 'lock',
  canceled: 'dash',
};

interface CollectorRowProps {
  collector: CollectorProgress;
  onRead: (reading: Reading) => void;
}

export const CollectorRow = memo(function CollectorRow({ collector, onRead }: CollectorRowProps) {
  const { t, tText, duration, bytes } = useText();
  const { state, items, durationMs, reason, sensitivity } = collector;
  const title = tText({ message: collector.title });
  const purpose = tText({ message: collector.purpose });
  return (
    <li className={styles.row} data-state={state}>
      <span className={styles.icon}>
        <Icon name={icons[state]} />
      </span>
      <div className={styles.text}>
        <p className={styles.title}>{title}</p>
        {reason ? <p className={styles.reason}>{tText(reason)}</p> : null}
      </div>
      <p className={styles.found}>
        {items.map((item) => (
          <Button
            key={item.id}
            kind="quiet"
            size="small"
            icon="document"
            aria-label={t('collecting.found', {
              size: bytes(item.bytes),
              title: `${title}, ${item.id}`,
            })}
            onClick={() => onRead({ id: item.id, title, purpose, sensitivity, stage: 'found' })}
          >
            {t('collecting.look')} <span className={styles.size}>{bytes(item.bytes)}</span>
          </Button>
        ))}
      </p>
      <p className={styles.state}>
        {t(`state.${state}`)}
        <span className={styles.time}>{durationMs === null ? '' : duration(durationMs)}</span>
      </p>
    </li>
  );
});
