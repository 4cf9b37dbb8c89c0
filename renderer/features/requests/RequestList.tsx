import type { IncomingRequest } from '#contract/ipc/incoming-requests.ts';
import { useMirror } from '#renderer/base/mirror.ts';
import { useNavigation } from '#renderer/base/navigation.ts';
import { useText } from '#renderer/base/text.ts';
import { Badge } from '#ui/Badge.tsx';
import { Card } from '#ui/Card.tsx';
import { Icon } from '#ui/icons.tsx';
import styles from './Requests.module.css';

/** Requests that wait for an answer, oldest first. */
export function RequestList() {
  const { t } = useText();
  const requests = useMirror(({ asked }) => asked?.requests ?? none);
  if (requests.length === 0) return null;
  return (
    <section aria-labelledby="requests-title" className={styles.list}>
      <h2 id="requests-title">{t('home.requests')}</h2>
      <Card padding="flush">
        <ul>
          {requests.map((request) => (
            <li key={request.jti}>
              <RequestRow request={request} />
            </li>
          ))}
        </ul>
      </Card>
    </section>
  );
}

const none: readonly IncomingRequest[] = [];

function RequestRow({ request }: { request: IncomingRequest }) {
  const { t, dateTime } = useText();
  const open = useNavigation((navigation) => navigation.request);
  const { engineer, reveal, state, organisation, until, jti } = request;
  const active = state === 'collecting' || state === 'in-review';
  return (
    <button type="button" className={styles.row} onClick={() => open(jti)}>
      <span>
        <span className={styles.name}>
          {reveal
            ? t('request.row.reveal', { engineer: engineer.name, pseudonym: reveal.pseudonym })
            : t('request.row', { engineer: engineer.name })}
        </span>
        <span className={styles.muted}>
          {t('request.row.until', { organisation, time: dateTime(until) })}
        </span>
      </span>
      {active ? <Badge tone="accent">{t('request.row.active')}</Badge> : null}
      <Icon name="right" size={18} />
    </button>
  );
}
