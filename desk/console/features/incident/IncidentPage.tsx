import { useEffect, useState } from 'react';
import type { Engineer, IncidentDetail } from '#contract/http/console-api.ts';
import { PageHeading } from '#desk/console/base/Page.tsx';
import { Problem } from '#desk/console/base/Problem.tsx';
import { DeleteDialog } from '#desk/console/base/parts/DeleteDialog.tsx';
import { Link } from '#desk/console/base/routing/Link.tsx';
import { useConsole, useConsoleState } from '#desk/console/base/state/console-context.tsx';
import { useDeviceName } from '#desk/console/base/text/device-name.ts';
import { visible } from '#desk/console/base/text/visible.ts';
import { RelativeTime } from '#desk/console/base/time/RelativeTime.tsx';
import { useText } from '#desk/console/base/use-text.ts';
import { Badge } from '#ui/Badge.tsx';
import { Button } from '#ui/Button.tsx';
import { IncidentRequests } from '../requests/IncidentRequests.tsx';
import { AssigneeControl } from './AssigneeControl.tsx';
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

export function IncidentPage({ number, engineer }: { number: string; engineer: Engineer }) {
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
          <span className={styles.number}>{number}</span>{' '}
          <bdi className={styles.summary}>{summary}</bdi>
        </PageHeading>
        {incident ? (
          <Facts
            incident={incident}
            mayDelete={engineer.role === 'lead' || engineer.role === 'administrator'}
          />
        ) : null}
      </div>
      {problem ? (
        <Problem
          title={t(
            problem.code === 'not-found'
              ? 'incident.gone'
              : incident
                ? 'incident.stale'
                : 'incident.failed',
          )}
          error={problem}
          {...(problem.code !== 'not-found' && { again: () => void loadIncident(number) })}
        />
      ) : null}
      {incident ? (
        <Columns incident={incident} />
      ) : problem ? null : (
        <p role="status">{t('app.loading')}</p>
      )}
    </div>
  );
}

function Facts({ incident, mayDelete }: { incident: IncidentDetail; mayDelete: boolean }) {
  const { t } = useText();
  const nameOf = useDeviceName();
  const { number, status, severity, receivedAt, awaitsAnswer, device, deviceName, deviceVerified } =
    incident;
  return (
    <div className={styles.facts}>
      <StatusControl number={number} status={status} />
      <AssigneeControl incident={incident} />
      <p>
        <span className={styles.label}>{t('incident.received')}</span>{' '}
        <RelativeTime at={receivedAt} />
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
      {mayDelete ? <Delete number={number} /> : null}
    </div>
  );
}

function Delete({ number }: { number: string }) {
  const { t } = useText();
  const { client, loadIncident } = useConsole();
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Button size="small" kind="quiet" onClick={() => setAsking(true)}>
        {t('incident.delete')}
      </Button>
      {asking ? (
        <DeleteDialog
          title={t('incident.delete.title', { number })}
          text={t('incident.delete.text')}
          onDelete={(reason) =>
            client.call('incidents.delete', { params: { number }, body: { reason } })
          }
          onDeleted={() => void loadIncident(number)}
          onClose={() => setAsking(false)}
        />
      ) : null}
    </>
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
