import type { DeskDevice } from '#contract/http/console-requests.ts';
import styles from '#desk/console/base/parts/parts.module.css';
import { useText } from '#desk/console/base/use-text.ts';
import { Badge } from '#ui/Badge.tsx';

export function DeviceBadges({ device }: { device: DeskDevice }) {
  const { t } = useText();
  return (
    <span className={styles.badges}>
      {device.revoked ? <Badge tone="danger">{t('device.revoked')}</Badge> : null}
      {device.verified ? (
        <Badge tone="success">{t('device.verified')}</Badge>
      ) : (
        <Badge tone="warn">{t('device.unverified')}</Badge>
      )}
      {device.connected && !device.revoked ? (
        <Badge tone="info">{t('device.connected')}</Badge>
      ) : null}
    </span>
  );
}
