import type { IncidentView } from '#contract/http/incident.ts';
import { useText } from '#renderer/base/text.ts';
import { Badge } from '#ui/Badge.tsx';
import { Card } from '#ui/Card.tsx';
import { CopyButton } from '#ui/CopyButton.tsx';
import { useStatusText } from '#ui/Timeline.tsx';
import styles from './Follow.module.css';

export function IncidentNumber({
  incident,
  deletionRequested,
}: {
  incident: IncidentView;
  deletionRequested: boolean;
}) {
  const { t } = useText();
  const statusText = useStatusText('person');
  const answered = incident.timeline.some(
    (entry) => entry.kind === 'message' && entry.from === 'engineer',
  );
  const ended = incident.status === 'resolved' || incident.status === 'closed';
  return (
    <Card>
      <div className={styles.number}>
        <p className={styles.label}>{t('follow.number')}</p>
        <p className={styles.large}>{incident.number}</p>
        <CopyButton value={incident.number} label={t('follow.number.copy')} />
        <p>
          <Badge tone={ended ? 'success' : incident.status === 'pending-user' ? 'warn' : 'accent'}>
            {statusText(incident.status)}
          </Badge>
        </p>
        {deletionRequested || ended || answered ? null : (
          <p className={styles.muted}>{t('follow.answer')}</p>
        )}
      </div>
    </Card>
  );
}
