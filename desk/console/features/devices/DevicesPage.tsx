import type { Engineer } from '#contract/http/console-api.ts';
import { deviceViews } from '#contract/http/console-lists.ts';
import type { DeskDevice } from '#contract/http/console-requests.ts';
import { PageHeading } from '#desk/console/base/Page.tsx';
import { Problem } from '#desk/console/base/Problem.tsx';
import { ListTools } from '#desk/console/base/parts/ListTools.tsx';
import { MoreRows } from '#desk/console/base/parts/MoreRows.tsx';
import styles from '#desk/console/base/parts/parts.module.css';
import { Table } from '#desk/console/base/parts/Table.tsx';
import { Link } from '#desk/console/base/routing/Link.tsx';
import { useConsole } from '#desk/console/base/state/console-context.tsx';
import { useListOf, useScrollPlace } from '#desk/console/base/state/use-list.ts';
import { useDeviceName } from '#desk/console/base/text/device-name.ts';
import { visible } from '#desk/console/base/text/visible.ts';
import { RelativeTime } from '#desk/console/base/time/RelativeTime.tsx';
import { useText } from '#desk/console/base/use-text.ts';
import { Card } from '#ui/Card.tsx';
import { EmptyState } from '#ui/EmptyState.tsx';
import { DeviceBadges } from './DeviceBadges.tsx';
import { Enrolments } from './Enrolments.tsx';

export function DevicesPage({ engineer }: { engineer: Engineer }) {
  const { t } = useText();
  const lead = engineer.role === 'lead' || engineer.role === 'administrator';
  return (
    <div className={styles.page}>
      <div className={styles.head}>
        <PageHeading title={t('devices.title')} />
        <p className={styles.intro}>{t('devices.intro')}</p>
      </div>
      <DeviceList />
      {lead ? <Enrolments /> : null}
    </div>
  );
}

function DeviceList() {
  const { t } = useText();
  const { devices: list } = useConsole().lists;
  const state = useListOf(list, 'devices');
  const { page, rows, problem, query } = state;
  return (
    <>
      {problem ? <Problem error={problem} again={() => void list.load()} /> : null}
      {page === null ? (
        problem ? null : (
          <p role="status">{t('app.loading')}</p>
        )
      ) : page.counts.all === 0 ? (
        <Card>
          <EmptyState icon="search" title={t('devices.empty.title')}>
            {t('devices.empty.text')}
          </EmptyState>
        </Card>
      ) : (
        <>
          <ListTools
            label={t('devices.show')}
            view={query.view}
            options={deviceViews.map((value) => ({
              value,
              text: t('devices.view', {
                view: t(`devices.show.${value}`),
                count: page.counts[value],
              }),
            }))}
            find={query.find}
            findLabel={t('devices.find')}
            count={t('devices.count', { count: page.total })}
            onChange={(change) => void list.show(change)}
          />
          {rows.length === 0 ? (
            <Card>
              <EmptyState icon="search" title={t('devices.none.title')}>
                {t('devices.none.text')}
              </EmptyState>
            </Card>
          ) : (
            <DeviceRows devices={rows} />
          )}
          <MoreRows list={list} state={state} />
        </>
      )}
    </>
  );
}

const columns = ['name', 'owner', 'system', 'state', 'seen'] as const;

function DeviceRows({ devices }: { devices: readonly DeskDevice[] }) {
  const { t } = useText();
  const deviceName = useDeviceName();
  const list = useConsole().lists.devices;
  useScrollPlace(list);
  return (
    <Table
      label={t('devices.title')}
      columns={columns.map((column) => t(`devices.column.${column}`))}
    >
      {devices.map((device) => (
        <tr key={device.id}>
          <td>
            <Link to={{ page: 'device', id: device.id }}>
              <bdi>{deviceName(device.id, device.name)}</bdi>
            </Link>
          </td>
          <td>
            <bdi>{visible(device.owner ?? '')}</bdi>
          </td>
          <td
            className={styles.quiet}
          >{`${visible(device.platform)} · ${visible(device.agentVersion)}`}</td>
          <td>
            <DeviceBadges device={device} />
          </td>
          <td className={styles.quiet}>
            <RelativeTime at={device.seenAt} />
          </td>
        </tr>
      ))}
    </Table>
  );
}
