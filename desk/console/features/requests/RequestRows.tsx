import type { DeskRequest } from '#contract/http/console-requests.ts';
import styles from '#desk/console/base/parts/parts.module.css';
import { Table } from '#desk/console/base/parts/Table.tsx';
import { Link } from '#desk/console/base/routing/Link.tsx';
import { useDeviceName } from '#desk/console/base/text/device-name.ts';
import { visible } from '#desk/console/base/text/visible.ts';
import { RelativeTime } from '#desk/console/base/time/RelativeTime.tsx';
import { useText } from '#desk/console/base/use-text.ts';
import { scopeText } from './scope-text.ts';
import { RequestStateBadge } from './state-badge.tsx';

export interface RequestRowsProps {
  requests: readonly DeskRequest[];
  /** Hides the device column on the page of one device. */
  oneDevice?: boolean;
}

export function RequestRows({ requests, oneDevice = false }: RequestRowsProps) {
  const { t } = useText();
  const columns = [
    t('request.column.what'),
    ...(oneDevice ? [] : [t('request.column.device')]),
    t('request.column.engineer'),
    t('request.column.state'),
    t('request.column.made'),
  ];
  return (
    <Table label={t('requests.title')} columns={columns}>
      {requests.map((request) => (
        <tr key={request.jti}>
          <td>
            <Link to={{ page: 'request', jti: request.jti }}>{scopeText(request, t)}</Link>
            <p className={styles.quiet} dir="auto">
              {visible(request.reason)}
            </p>
          </td>
          {oneDevice ? null : (
            <td>
              <DeviceName request={request} />
            </td>
          )}
          <td>
            <bdi>{request.engineer.name}</bdi>
          </td>
          <td className={styles.nowrap}>
            <RequestStateBadge state={request.state} />
            {request.result ? (
              <p>
                <Link to={{ page: 'incident', number: request.result }}>{request.result}</Link>
              </p>
            ) : null}
          </td>
          <td className={`${styles.quiet} ${styles.nowrap}`}>
            <RelativeTime at={request.createdAt} />
          </td>
        </tr>
      ))}
    </Table>
  );
}

export function DeviceName({ request: { device } }: { request: Pick<DeskRequest, 'device'> }) {
  const { t } = useText();
  const deviceName = useDeviceName();
  if (!device) return <span className={styles.quiet}>{t('request.noDevice')}</span>;
  return (
    <Link to={{ page: 'device', id: device.id }}>
      <bdi>{deviceName(device.id, device.name)}</bdi>
    </Link>
  );
}
