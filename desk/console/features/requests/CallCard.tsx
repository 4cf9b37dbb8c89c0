import type { CreatedRequest } from '#contract/http/console-requests.ts';
import type { RequestState } from '#contract/http/request.ts';
import { Link } from '#desk/console/base/routing/Link.tsx';
import { useResource } from '#desk/console/base/state/use-resource.ts';
import { useText } from '#desk/console/base/use-text.ts';
import { Card } from '#ui/Card.tsx';
import { Notice, type NoticeProps } from '#ui/Notice.tsx';
import styles from './CallCard.module.css';
import { DeviceName } from './RequestRows.tsx';
import { RequestStateBadge } from './state-badge.tsx';

/** Shows a tick only while nothing is wrong: the person may decline after entering the code. */
function noticeOf(state: RequestState): NonNullable<NoticeProps['kind']> {
  if (state === 'reported') return 'error';
  return state === 'declined' || state === 'withdrawn' || state === 'expired' ? 'warn' : 'success';
}

/** The code that the engineer reads out, and who entered it. Only this page has the code. */
export function CallCard({ created }: { created: CreatedRequest }) {
  const { t, dateTime } = useText();
  const resource = useResource(
    'requests.read',
    { params: { jti: created.request.jti } },
    'requests',
  );
  const request = resource.value ?? created.request;
  const { call } = request;
  if (!call || created.code === null) return null;
  const code = `${created.code.slice(0, 4)}-${created.code.slice(4)}`;
  return (
    <Card>
      <div className={styles.card}>
        <p>{t('call.read')}</p>
        <div className={styles.pair}>
          <div>
            <span className={styles.label}>{t('call.code')}</span>
            <span
              className={styles.code}
              role="img"
              aria-label={t('call.code.spelled', { code: [...created.code].join(' ') })}
            >
              {code}
            </span>
            <span className={styles.label}>
              {t('call.until', { time: dateTime(call.codeExpiresAt) })}
            </span>
          </div>
          <div>
            <span className={styles.label}>{t('call.number')}</span>
            <span className={styles.code}>{call.number}</span>
            <span className={styles.label}>{t('call.number.help')}</span>
          </div>
        </div>
        <div role="status">
          {call.redeemedAt === null ? (
            <RequestStateBadge state={request.state} />
          ) : (
            <Notice
              kind={noticeOf(request.state)}
              title={t('call.redeemed', { time: dateTime(call.redeemedAt) })}
            >
              <DeviceName request={request} /> <RequestStateBadge state={request.state} />
            </Notice>
          )}
        </div>
        <p>
          <Link to={{ page: 'request', jti: request.jti }}>{t('call.follow')}</Link>
        </p>
      </div>
    </Card>
  );
}
