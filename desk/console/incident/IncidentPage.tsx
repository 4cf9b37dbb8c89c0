import { useEffect } from 'react';
import type { IncidentDetail } from '../../../contract/console-api.ts';
import { Badge } from '../../../renderer/ui/Badge.tsx';
import { IncidentRequests } from '../requests/IncidentRequests.tsx';
import { Link } from '../routing/Link.tsx';
import { PageHeading } from '../shell/Page.tsx';
import { Problem } from '../shell/Problem.tsx';
import { useConsole, useConsoleState } from '../state/console-context.tsx';
import { useDeviceName } from '../text/device-name.ts';
import { visible } from '../text/visible.ts';
import { RelativeTime } from '../time/RelativeTime.tsx';
import { useText } from '../use-text.ts';
import { AwaitsBadge, SeverityText } from './badges.tsx';
import { Conversation } from './Conversation.tsx';
import { Description } from './Description.tsx';
import { Findings } from './Findings.tsx';
import { Glance } from './Glance.tsx';
import styles from './IncidentPage.module.css';
import { Items } from './Items.tsx';
import { Receipt } from './Receipt.tsx';
import { SamplePanel } from './SamplePanel.tsx';
import { StatusControl } from './StatusControl.tsx';
import { WhatChanged } from './WhatChanged.tsx';

export function IncidentPage({ number }: { number: string }) {
  const { t } = useText();
  const { loadIncident } = useConsole();
  const incident = useConsoleState((state) => state.details[number]);
  const problem = useConsoleState((state) => state.detailProblems[number]);

  useEffect(() => {
    void loadIncident(number);
  }, [loadIncident, number]);

  const summary = incident ? visible(incident.summary) || t('incident.noWords') : '';
  const title = incident ? t('incident.title', { number, summary }) : number;
  return (
    <div className={styles.page}>
      <div className={styles.head}>
        <nav>
          <Link to={{ page: 'incidents' }} className={styles.back}>
            {t('incidents.title')}
          </Link>
        </nav>
        <PageHeading title={title}>
          <span className={styles.number}>{number}</span> <bdi className={styles.summary}>{summary}</bdi>
        </PageHeading>
        {incident ? <Facts incident={incident} /> : null}
      </div>
      {problem ? (
        <Problem
          title={t(incident ? 'incident.stale' : 'incident.failed')}
          error={problem}
          again={() => void loadIncident(number)}
        />
      ) : null}
      {incident ? <Columns incident={incident} /> : problem ? null : <p role="status">{t('app.loading')}</p>}
    </div>
  );
}

function Facts({ incident }: { incident: IncidentDetail }) {
  const { t } = useText();
  const nameOf = useDeviceName();
  const { number, status, assignee, severity, receivedAt, awaitsAnswer, device, deviceName, deviceVerified } = incident;
  return (
    <div className={styles.facts}>
      <StatusControl number={number} status={status} />
      <p>
        <span className={styles.label}>{t('incident.assignee')}</span>{' '}
        <bdi className={styles.value}>{assignee ?? t('incident.nobody')}</bdi>
      </p>
      <p>
        <span className={styles.label}>{t('incident.received')}</span> <RelativeTime at={receivedAt} />
      </p>
      {severity ? <SeverityText severity={severity} /> : null}
      {awaitsAnswer ? <AwaitsBadge /> : null}
      <p>
        <span className={styles.label}>{t('request.column.device')}</span>{' '}
        <Link to={{ page: 'device', id: device }}>
          <bdi>{nameOf(device, deviceName)}</bdi>
        </Link>
      </p>
      {deviceVerified ? null : (
        <span title={t('device.unverified.help')}>
          <Badge tone="warn">{t('device.unverified')}</Badge>
        </span>
      )}
    </div>
  );
}

function Columns({ incident }: { incident: IncidentDetail }) {
  return (
    <div className={styles.columns}>
      <div className={styles.column}>
        <Description incident={incident} />
        <Findings incident={incident} />
        <WhatChanged incident={incident} />
        <SamplePanel incident={incident} />
      </div>
      <div className={`${styles.column} ${styles.side}`}>
        <Glance incident={incident} />
        <Conversation incident={incident} />
        <IncidentRequests incident={incident} />
      </div>
      <div className={styles.column}>
        <Items incident={incident} />
        <Receipt incident={incident} />
      </div>
    </div>
  );
}
