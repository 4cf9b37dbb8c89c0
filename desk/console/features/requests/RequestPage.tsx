import { useState } from 'react';
import type { Engineer } from '#contract/http/console-api.ts';
import type { DeskRequest } from '#contract/http/console-requests.ts';
import { nextRequestStates } from '#contract/http/request.ts';
import { PageHeading } from '#desk/console/base/Page.tsx';
import { Problem } from '#desk/console/base/Problem.tsx';
import styles from '#desk/console/base/parts/parts.module.css';
import { ResourceBoundary } from '#desk/console/base/parts/ResourceBoundary.tsx';
import { Section } from '#desk/console/base/parts/Section.tsx';
import { useAction } from '#desk/console/base/parts/use-action.ts';
import { Link } from '#desk/console/base/routing/Link.tsx';
import { useConsole } from '#desk/console/base/state/console-context.tsx';
import { type Resource, useResource } from '#desk/console/base/state/use-resource.ts';
import { visible } from '#desk/console/base/text/visible.ts';
import { useText } from '#desk/console/base/use-text.ts';
import { Badge } from '#ui/Badge.tsx';
import { Button } from '#ui/Button.tsx';
import { Dialog } from '#ui/Dialog.tsx';
import { Notice } from '#ui/Notice.tsx';
import { TextField } from '#ui/TextField.tsx';
import { DeviceName } from './RequestRows.tsx';
import { scopeText } from './scope-text.ts';
import { RequestStateBadge } from './state-badge.tsx';

export function RequestPage({ jti, engineer }: { jti: string; engineer: Engineer }) {
  const { t } = useText();
  const resource = useResource('requests.read', { params: { jti } }, 'requests');
  const title = resource.value ? scopeText(resource.value, t) : t('requests.one');
  return (
    <div className={styles.page}>
      <div className={styles.head}>
        <nav>
          <Link to={{ page: 'requests' }} className={styles.back}>
            {t('requests.title')}
          </Link>
        </nav>
        <PageHeading title={title} />
      </div>
      <ResourceBoundary resource={resource}>
        {(request) => (
          <>
            {request.state === 'reported' ? (
              <Reported request={request} engineer={engineer} resource={resource} />
            ) : null}
            <Facts request={request} />
            <Withdraw request={request} engineer={engineer} resource={resource} />
            <States request={request} />
          </>
        )}
      </ResourceBoundary>
    </div>
  );
}

function Facts({ request }: { request: DeskRequest }) {
  const { t, dateTime } = useText();
  const { engineer, device, incident, reason, expiresAt, result, answer, call } = request;
  return (
    <dl className={styles.facts}>
      <dt>{t('request.column.state')}</dt>
      <dd>
        <span role="status">
          <RequestStateBadge state={request.state} />
        </span>
      </dd>
      <dt>{t('request.column.device')}</dt>
      <dd className={styles.badges}>
        <DeviceName request={request} />
        {device && !device.verified ? <Badge tone="warn">{t('device.unverified')}</Badge> : null}
      </dd>
      <dt>{t('request.column.engineer')}</dt>
      <dd>
        <bdi>{engineer.name}</bdi> ({t(`role.${engineer.role}`)})
      </dd>
      <dt>{t('request.reason')}</dt>
      <dd dir="auto">{visible(reason)}</dd>
      {call ? (
        <>
          <dt>{t('call.number')}</dt>
          <dd>{call.number}</dd>
        </>
      ) : null}
      {incident ? (
        <>
          <dt>{t('request.incident')}</dt>
          <dd>
            <Link to={{ page: 'incident', number: incident }}>{incident}</Link>
          </dd>
        </>
      ) : null}
      {result ? (
        <>
          <dt>{t('request.result')}</dt>
          <dd>
            <Link to={{ page: 'incident', number: result }}>{result}</Link>
          </dd>
        </>
      ) : null}
      {answer ? (
        <>
          <dt>{t('request.answer')}</dt>
          <dd className={styles.mono}>{visible(answer)}</dd>
        </>
      ) : null}
      <dt>{t('request.until')}</dt>
      <dd>{dateTime(expiresAt)}</dd>
    </dl>
  );
}

function States({ request }: { request: DeskRequest }) {
  const { t, dateTime } = useText();
  return (
    <Section title={t('request.story')}>
      <ol className={styles.form}>
        {request.events.map(({ state, at, sentence }) => (
          <li key={`${state} ${at}`}>
            <RequestStateBadge state={state} /> <time dateTime={at}>{dateTime(at)}</time>
            {sentence ? (
              <blockquote dir="auto" className={styles.quiet}>
                {visible(sentence)}
              </blockquote>
            ) : null}
          </li>
        ))}
      </ol>
    </Section>
  );
}

interface Part {
  request: DeskRequest;
  engineer: Engineer;
  resource: Resource<DeskRequest>;
}

function Withdraw({ request, engineer, resource }: Part) {
  const { t } = useText();
  const { client } = useConsole();
  const [confirming, setConfirming] = useState(false);
  const [words, setWords] = useState('');
  const action = useAction();
  const mine =
    request.engineer.id === engineer.id ||
    engineer.role === 'lead' ||
    engineer.role === 'administrator';
  if (!mine || !nextRequestStates[request.state].includes('withdrawn')) return null;

  async function withdraw() {
    const body = { sentence: words.trim() || null };
    const after = await action.run(() =>
      client.call('requests.withdraw', { params: { jti: request.jti }, body }),
    );
    if (!after) return;
    resource.keep(after);
    setConfirming(false);
  }

  return (
    <div className={styles.actions}>
      <Button onClick={() => setConfirming(true)}>{t('request.withdraw')}</Button>
      {confirming ? (
        <Dialog
          title={t('request.withdraw.title')}
          onClose={() => setConfirming(false)}
          actions={
            <>
              <Button onClick={() => setConfirming(false)}>{t('request.withdraw.keep')}</Button>
              <Button kind="danger" busy={action.busy} onClick={() => void withdraw()}>
                {t('request.withdraw')}
              </Button>
            </>
          }
        >
          <p>{t('request.withdraw.text')}</p>
          <TextField
            label={t('request.withdraw.words')}
            need="optional"
            maxLength={1000}
            value={words}
            onChange={setWords}
          />
          {action.problem ? (
            <Problem title={t('request.withdraw.failed')} error={action.problem} />
          ) : null}
        </Dialog>
      ) : null}
    </div>
  );
}

function Reported({ request, engineer, resource }: Part) {
  const { t } = useText();
  const { client } = useConsole();
  const action = useAction();
  const lead = engineer.role === 'lead' || engineer.role === 'administrator';

  async function acknowledge() {
    const after = await action.run(() =>
      client.call('requests.acknowledge', { params: { jti: request.jti } }),
    );
    if (after) resource.keep(after);
  }

  return (
    <Notice
      kind={request.acknowledgedBy === null ? 'error' : 'info'}
      title={t('report.title')}
      actions={
        lead && request.acknowledgedBy === null ? (
          <Button busy={action.busy} onClick={() => void acknowledge()}>
            {t('report.acknowledge')}
          </Button>
        ) : null
      }
    >
      <p>
        {request.acknowledgedBy === null
          ? t('report.text')
          : t('report.done', { name: request.acknowledgedBy })}
      </p>
      {action.problem ? <Problem title={t('report.failed')} error={action.problem} /> : null}
    </Notice>
  );
}
