import { useState } from 'react';
import { consoleRoutes, type Engineer } from '../../../contract/console-api.ts';
import { type DeskDevice, deskDevice } from '../../../contract/console-requests.ts';
import { Card } from '../../../renderer/ui/Card.tsx';
import { EmptyState } from '../../../renderer/ui/EmptyState.tsx';
import { Loaded } from '../parts/Loaded.tsx';
import styles from '../parts/parts.module.css';
import { Select } from '../parts/Select.tsx';
import { Table } from '../parts/Table.tsx';
import { Link } from '../routing/Link.tsx';
import { PageHeading } from '../shell/Page.tsx';
import { useResource } from '../state/use-resource.ts';
import { useDeviceName } from '../text/device-name.ts';
import { visible } from '../text/visible.ts';
import { RelativeTime } from '../time/RelativeTime.tsx';
import { useText } from '../use-text.ts';
import { DeviceBadges } from './DeviceBadges.tsx';
import { Enrolments } from './Enrolments.tsx';
import { type DeviceView, deviceViews, matchingDevices } from './filter.ts';

const many = deskDevice.array();

export function DevicesPage({ engineer }: { engineer: Engineer }) {
  const { t } = useText();
  const devices = useResource(consoleRoutes.devices, many, 'devices');
  const lead = engineer.role === 'lead' || engineer.role === 'administrator';
  return (
    <div className={styles.page}>
      <div className={styles.head}>
        <PageHeading title={t('devices.title')} />
        <p className={styles.intro}>{t('devices.intro')}</p>
      </div>
      <Loaded resource={devices}>
        {(all) =>
          all.length === 0 ? (
            <Card>
              <EmptyState icon="search" title={t('devices.empty.title')}>
                {t('devices.empty.text')}
              </EmptyState>
            </Card>
          ) : (
            <DeviceList devices={all} />
          )
        }
      </Loaded>
      {lead ? <Enrolments /> : null}
    </div>
  );
}

function DeviceList({ devices }: { devices: readonly DeskDevice[] }) {
  const { t } = useText();
  const deviceName = useDeviceName();
  const [view, setView] = useState<DeviceView>('all');
  const [query, setQuery] = useState('');
  const found = matchingDevices(devices, view, query);
  const columns = ['name', 'owner', 'system', 'state', 'seen'] as const;
  return (
    <>
      <search className={styles.tools}>
        <Select
          label={t('devices.show')}
          value={view}
          options={deviceViews.map((value) => ({ value, text: t(`devices.show.${value}`) }))}
          onChange={setView}
        />
        <input
          type="search"
          className={styles.find}
          aria-label={t('devices.find')}
          placeholder={t('devices.find')}
          value={query}
          onChange={(event) => setQuery(event.target.value)}
        />
        <p className={styles.count} role="status">
          {t('devices.count', { count: found.length })}
        </p>
      </search>
      {found.length === 0 ? (
        <Card>
          <EmptyState icon="search" title={t('devices.none.title')}>
            {t('devices.none.text')}
          </EmptyState>
        </Card>
      ) : (
        <Table label={t('devices.title')} columns={columns.map((column) => t(`devices.column.${column}`))}>
          {found.map((device) => (
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
      )}
    </>
  );
}
