import type { Engineer } from '../../../contract/console-api.ts';
import { deviceViews } from '../../../contract/console-lists.ts';
import type { DeskDevice } from '../../../contract/console-requests.ts';
import { Card } from '../../../renderer/ui/Card.tsx';
import { EmptyState } from '../../../renderer/ui/EmptyState.tsx';
import { ListTools } from '../parts/ListTools.tsx';
import { MoreRows } from '../parts/MoreRows.tsx';
import styles from '../parts/parts.module.css';
import { Table } from '../parts/Table.tsx';
import { Link } from '../routing/Link.tsx';
import { PageHeading } from '../shell/Page.tsx';
import { Problem } from '../shell/Problem.tsx';
import { useConsole } from '../state/console-context.tsx';
import { useListOf, useScrollPlace } from '../state/use-list.ts';
import { useDeviceName } from '../text/device-name.ts';
import { visible } from '../text/visible.ts';
import { RelativeTime } from '../time/RelativeTime.tsx';
import { useText } from '../use-text.ts';
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
              text: t('devices.view', { view: t(`devices.show.${value}`), count: page.counts[value] }),
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
    <Table label={t('devices.title')} columns={columns.map((column) => t(`devices.column.${column}`))}>
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
          <td className={styles.quiet}>{`${visible(device.platform)} · ${visible(device.agentVersion)}`}</td>
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
