import type { KeyboardEvent } from 'react';
import type { IncidentSummary } from '../../../contract/console-api.ts';
import { Badge } from '../../../renderer/ui/Badge.tsx';
import { AwaitsBadge, FindingCounts, SeverityText, StatusBadge } from '../incident/badges.tsx';
import { Link } from '../routing/Link.tsx';
import { useDeviceName } from '../text/device-name.ts';
import { visible } from '../text/visible.ts';
import { RelativeTime } from '../time/RelativeTime.tsx';
import { useText } from '../use-text.ts';
import styles from './IncidentRows.module.css';

type OnKeyDown = (event: KeyboardEvent) => void;

/** `onKeyDown` hears the keys on a line's link. */
export function IncidentRows({ incidents, onKeyDown }: { incidents: readonly IncidentSummary[]; onKeyDown: OnKeyDown }) {
  const { t } = useText();
  return (
    <table className={styles.table}>
      <thead>
        <tr>
          <th scope="col" className={styles.number}>
            {t('incidents.column.number')}
          </th>
          <th scope="col">{t('incidents.column.summary')}</th>
          <th scope="col" className={styles.status}>
            {t('incidents.column.status')}
          </th>
          <th scope="col" className={styles.received}>
            {t('incidents.column.received')}
          </th>
        </tr>
      </thead>
      <tbody>
        {incidents.map((incident) => (
          <Row key={incident.number} incident={incident} onKeyDown={onKeyDown} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ incident, onKeyDown }: { incident: IncidentSummary; onKeyDown: OnKeyDown }) {
  const { t } = useText();
  const deviceName = useDeviceName();
  const { number, severity, status, assignee, findings, awaitsAnswer, receivedAt } = incident;
  const words = visible(incident.summary) || t('incident.noWords');
  return (
    <tr className={styles.row} data-awaits={awaitsAnswer || undefined}>
      <td className={styles.number}>
        <Link to={{ page: 'incident', number }} data-incident={number} className={styles.link} onKeyDown={onKeyDown}>
          {number}
        </Link>
      </td>
      <td className={styles.what}>
        <p className={styles.summary} dir="auto" title={words}>
          {words}
        </p>
        <p className={styles.facts}>
          {awaitsAnswer ? <AwaitsBadge /> : null}
          {severity ? <SeverityText severity={severity} /> : null}
          <FindingCounts findings={findings} />
          <bdi>{deviceName(incident.device, incident.deviceName)}</bdi>
          {incident.deviceVerified ? null : <Badge tone="warn">{t('device.unverified')}</Badge>}
        </p>
      </td>
      <td className={styles.status}>
        <StatusBadge status={status} />
        <bdi className={styles.assignee}>{assignee ?? t('incident.nobody')}</bdi>
      </td>
      <td className={styles.received}>
        <RelativeTime at={receivedAt} />
      </td>
    </tr>
  );
}
