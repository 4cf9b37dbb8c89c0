import type { Submission, SubmissionState } from '#contract/ipc/submission.ts';
import { useNavigation } from '#renderer/base/navigation.ts';
import { useText } from '#renderer/base/text.ts';
import { Badge, type BadgeTone } from '#ui/Badge.tsx';
import { Card } from '#ui/Card.tsx';
import { Icon } from '#ui/icons.tsx';
import { useStatusText } from '#ui/Timeline.tsx';
import styles from './History.module.css';

const tones: Record<SubmissionState, BadgeTone> = {
  queued: 'info',
  uploading: 'info',
  paused: 'warn',
  waiting: 'warn',
  sent: 'neutral',
  canceled: 'neutral',
  refused: 'danger',
};

/** One row per submission. A click opens it. */
export function SubmissionList({ submissions }: { submissions: readonly Submission[] }) {
  return (
    <Card padding="flush">
      <ul>
        {submissions.map((submission) => (
          <li key={submission.id} className={styles.entry}>
            <SubmissionRow submission={submission} />
          </li>
        ))}
      </ul>
    </Card>
  );
}

function SubmissionRow({ submission }: { submission: Submission }) {
  const { t, dateTime, bytes } = useText();
  const statusText = useStatusText('person');
  const follow = useNavigation((navigation) => navigation.follow);
  const { state, incident, summary, unread, deletion, itemCount, contentBytes } = submission;
  const deleted = deletion?.state === 'done' ? t('deletion.done.title') : null;
  const words =
    deleted ??
    (state === 'sent' && incident ? statusText(incident.status) : t(`submission.${state}`));
  return (
    <button type="button" className={styles.row} onClick={() => follow(submission.id)}>
      <span className={styles.words}>
        <span className={styles.summary}>
          <bdi>{summary || t('history.noWords')}</bdi>
        </span>
        <span className={styles.facts}>
          <span>{dateTime(submission.agreedAt)}</span>
          <span>
            {contentBytes === null
              ? t('follow.contents.count', { count: itemCount })
              : t('review.contents.value', { count: itemCount, size: bytes(contentBytes) })}
          </span>
          {incident ? <span>{incident.number}</span> : null}
          {state === 'canceled' ? <span>{t('history.notSent')}</span> : null}
        </span>
      </span>
      <span className={styles.state}>
        {unread > 0 ? (
          <Badge tone="accent" icon="mail">
            {t('submission.unread', { count: unread })}
          </Badge>
        ) : null}
        <Badge tone={tones[state]}>{words}</Badge>
      </span>
      <Icon name="right" size={18} />
    </button>
  );
}
