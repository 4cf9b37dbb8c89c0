import type { Finding } from '#contract/bundle/finding.ts';
import type { IncidentSummary } from '#contract/http/console-api.ts';
import type { IncidentStatus } from '#contract/http/incident.ts';
import type { Severity } from '#contract/text/description.ts';
import { useText } from '#desk/console/base/use-text.ts';
import { Badge, type BadgeProps } from '#ui/Badge.tsx';
import { useStatusText } from '#ui/Timeline.tsx';
import styles from './badges.module.css';

type Tone = NonNullable<BadgeProps['tone']>;

const statusTones: Record<IncidentStatus, Tone> = {
  new: 'accent',
  assigned: 'info',
  'in-progress': 'info',
  'pending-user': 'warn',
  'pending-third-party': 'warn',
  resolved: 'success',
  closed: 'neutral',
};

export function StatusBadge({ status }: { status: IncidentStatus }) {
  return <Badge tone={statusTones[status]}>{useStatusText('engineer')(status)}</Badge>;
}

/** A person is waiting for a reply, so this badge is the most prominent one in the list. */
export function AwaitsBadge() {
  const { t } = useText();
  return (
    <span title={t('incident.awaits.help')}>
      <Badge tone="accent" icon="mail">
        {t('incident.awaits')}
      </Badge>
    </span>
  );
}

export function SeverityText({ severity }: { severity: Severity }) {
  const { t } = useText();
  return (
    <span className={styles.severity} data-severity={severity} title={t('incident.severity')}>
      {t(`incident.severity.${severity}`)}
    </span>
  );
}

export const findingTones: Record<Finding['severity'], Tone> = {
  critical: 'danger',
  warning: 'warn',
  info: 'info',
};

export function FindingCounts({ findings }: { findings: IncidentSummary['findings'] }) {
  const { t } = useText();
  const severities = (['critical', 'warning', 'info'] as const).filter(
    (severity) => findings[severity] > 0,
  );
  if (severities.length === 0) return <span>{t('findings.none')}</span>;
  return (
    <>
      {severities.map((severity) => (
        <span key={severity} className={styles.count} data-severity={severity}>
          {t(`findings.count.${severity}`, { count: findings[severity] })}
        </span>
      ))}
    </>
  );
}
