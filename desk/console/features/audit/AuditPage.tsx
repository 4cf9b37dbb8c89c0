import { useState } from 'react';
import { thumbprint } from '#contract/bundle/receipt.ts';
import type { AuditEntry, AuditVerdict } from '#contract/http/console-people.ts';
import { apiPath } from '#desk/console/base/api/client.ts';
import { PageHeading } from '#desk/console/base/Page.tsx';
import { Problem } from '#desk/console/base/Problem.tsx';
import styles from '#desk/console/base/parts/parts.module.css';
import { ResourceBoundary } from '#desk/console/base/parts/ResourceBoundary.tsx';
import { Select } from '#desk/console/base/parts/Select.tsx';
import { Table } from '#desk/console/base/parts/Table.tsx';
import { useAction } from '#desk/console/base/parts/use-action.ts';
import { Link } from '#desk/console/base/routing/Link.tsx';
import { useConsole } from '#desk/console/base/state/console-context.tsx';
import { useResource } from '#desk/console/base/state/use-resource.ts';
import { useDeviceName } from '#desk/console/base/text/device-name.ts';
import { visible } from '#desk/console/base/text/visible.ts';
import { useText } from '#desk/console/base/use-text.ts';
import { Button } from '#ui/Button.tsx';
import { Card } from '#ui/Card.tsx';
import { EmptyState } from '#ui/EmptyState.tsx';
import { Notice } from '#ui/Notice.tsx';
import { auditActionIds, auditFactIds } from './action-ids.ts';

const every = '*';

export function AuditPage() {
  const { t } = useText();
  const { client } = useConsole();
  const [action, setAction] = useState(every);
  const [find, setFind] = useState('');
  const [before, setBefore] = useState<number | null>(null);
  const query = {
    action: action === every ? undefined : action,
    find: find.trim(),
    before: before ?? undefined,
  };
  const resource = useResource('audit.list', { query });
  const checking = useAction();

  async function verify() {
    if (await checking.run(() => client.call('audit.verify'))) resource.reload();
  }
  const narrowed = (set: () => void) => {
    set();
    setBefore(null);
  };

  return (
    <div className={styles.page}>
      <div className={styles.head}>
        <PageHeading title={t('audit.title')} />
        <p className={styles.intro}>{t('audit.intro')}</p>
      </div>
      <div className={styles.actions}>
        <Button busy={checking.busy} onClick={() => void verify()}>
          {t('audit.verify')}
        </Button>
        <a href={apiPath('audit.export')} download>
          {t('audit.export')}
        </a>
      </div>
      {checking.problem ? (
        <Problem title={t('audit.verify.failed')} error={checking.problem} />
      ) : null}
      {resource.value ? (
        <Verdict verdict={resource.value.verdict} total={resource.value.total} />
      ) : null}
      <search className={styles.tools}>
        <Select
          label={t('audit.action')}
          value={action}
          options={[
            { value: every, text: t('audit.action.all') },
            ...(resource.value?.actions ?? []).map((value) => ({
              value,
              text: actionText(value, t),
            })),
          ]}
          onChange={(value) => narrowed(() => setAction(value))}
        />
        <input
          type="search"
          className={styles.find}
          aria-label={t('audit.find')}
          placeholder={t('audit.find')}
          maxLength={100}
          value={find}
          onChange={(event) => narrowed(() => setFind(event.target.value))}
        />
      </search>
      <ResourceBoundary resource={resource}>
        {({ entries, more, deviceNames }) => (
          <>
            {entries.length === 0 ? (
              <Card>
                <EmptyState icon="search" title={t('audit.none.title')}>
                  {t('audit.none.text')}
                </EmptyState>
              </Card>
            ) : (
              <Entries entries={entries} deviceNames={deviceNames} />
            )}
            <div className={styles.actions}>
              {before === null ? null : (
                <Button onClick={() => setBefore(null)}>{t('audit.newest')}</Button>
              )}
              {more ? (
                <Button onClick={() => setBefore(entries.at(-1)?.seq ?? null)}>
                  {t('audit.older')}
                </Button>
              ) : null}
            </div>
          </>
        )}
      </ResourceBoundary>
    </div>
  );
}

function Verdict({ verdict, total }: { verdict: AuditVerdict | null; total: number }) {
  const { t, dateTime } = useText();
  if (verdict === null) return <Notice kind="info">{t('audit.checking')}</Notice>;
  const { intact, entries, problem, checkedAt } = verdict;
  const newer = Math.max(0, total - entries);
  return (
    <Notice
      kind={intact ? 'success' : 'error'}
      live
      title={t(intact ? 'audit.intact' : 'audit.broken')}
      detail={problem}
    >
      {intact
        ? t('audit.intact.text', { count: entries, time: dateTime(checkedAt), newer })
        : t('audit.broken.text')}
    </Notice>
  );
}

/** The text of an action; the id of an action that this console does not know yet. */
function actionText(action: string, t: ReturnType<typeof useText>['t']): string {
  const known = auditActionIds.find((id) => id === action);
  return known ? t(`audit.action.${known}`) : action;
}

function factText(name: string, t: ReturnType<typeof useText>['t']): string {
  const known = auditFactIds.find((id) => id === name);
  return known ? t(`audit.fact.${known}`) : name;
}

interface EntriesProps {
  entries: readonly AuditEntry[];
  deviceNames: Readonly<Record<string, string>>;
}

function Entries({ entries, deviceNames }: EntriesProps) {
  const { t, dateTime } = useText();
  const columns = ['seq', 'at', 'who', 'what', 'object'] as const;
  return (
    <Table label={t('audit.title')} columns={columns.map((column) => t(`audit.column.${column}`))}>
      {entries.map(({ seq, at, actor, action, object, detail }) => (
        <tr key={seq}>
          <td className={styles.quiet}>{seq}</td>
          <td className={`${styles.quiet} ${styles.nowrap}`}>
            <time dateTime={at}>{dateTime(at)}</time>
          </td>
          <td>
            <bdi>{actor.name === '' ? t(`audit.actor.${actor.kind}`) : visible(actor.name)}</bdi>
            {actor.name === '' && actor.id !== '' ? (
              <p>
                <Thing id={actor.id} deviceNames={deviceNames} />
              </p>
            ) : null}
          </td>
          <td className={styles.nowrap} title={action}>
            {actionText(action, t)}
          </td>
          <td>
            <Thing id={object} deviceNames={deviceNames} />
            {Object.entries(detail).map(([name, value]) => (
              <p key={name} className={styles.quiet}>
                {factText(name, t)} <Thing id={String(value)} deviceNames={deviceNames} />
              </p>
            ))}
          </td>
        </tr>
      ))}
    </Table>
  );
}

/** Shows a device by its name, with a link, and anything else as the log has it. */
function Thing({ id, deviceNames }: { id: string; deviceNames: Readonly<Record<string, string>> }) {
  const deviceName = useDeviceName();
  if (!thumbprint.safeParse(id).success) return <code className={styles.mono}>{visible(id)}</code>;
  return (
    <Link to={{ page: 'device', id }} title={id}>
      <bdi>{deviceName(id, deviceNames[id] ?? null)}</bdi>
    </Link>
  );
}
