import type { OutgoingReply } from '#contract/ipc/reply.ts';
import type { Submission } from '#contract/ipc/submission.ts';
import { call } from '#renderer/base/bridge.ts';
import { useText } from '#renderer/base/text.ts';
import { useAction } from '#renderer/base/use-action.ts';
import { Badge } from '#ui/Badge.tsx';
import { Button } from '#ui/Button.tsx';
import { Card } from '#ui/Card.tsx';
import { ErrorNotice } from '#ui/Notice.tsx';
import styles from './Follow.module.css';

const tones = { waiting: 'warn', sending: 'info', refused: 'danger' } as const;

/** Messages that the desk does not have yet, each with its state and its actions. */
export function OutgoingReplies({ submission }: { submission: Submission }) {
  const { t } = useText();
  const { id, replies } = submission;
  if (replies.length === 0) return null;
  return (
    <ul className={styles.outgoing} aria-label={t('reply.outgoing')}>
      {replies.map((reply) => (
        <li key={reply.id}>
          <Outgoing submission={id} reply={reply} />
        </li>
      ))}
    </ul>
  );
}

function Outgoing({ submission, reply }: { submission: string; reply: OutgoingReply }) {
  const { t, time } = useText();
  const { id, text, state, problem, nextTryAt } = reply;
  const again = useAction(() => call('replies.again', { id: submission, reply: id }));
  const remove = useAction(() => call('replies.remove', { id: submission, reply: id }));
  const failed = again.error ?? remove.error;
  return (
    <Card>
      <div className={styles.reply}>
        <p className={styles.finalText} dir="auto">
          {text}
        </p>
        <p role="status">
          <Badge tone={tones[state]}>
            {state === 'waiting' && nextTryAt
              ? t('reply.waiting.at', { time: time(nextTryAt) })
              : t(`reply.${state}`)}
          </Badge>
        </p>
        {problem ? (
          <ErrorNotice kind={state === 'refused' ? 'error' : 'warn'} error={problem} />
        ) : null}
        {failed ? <ErrorNotice error={failed} /> : null}
        {state === 'sending' ? null : (
          <div className={styles.buttons}>
            <Button size="small" busy={again.busy} onClick={() => void again.run()}>
              {t(state === 'refused' ? 'reply.again' : 'reply.now')}
            </Button>
            <Button size="small" kind="quiet" busy={remove.busy} onClick={() => void remove.run()}>
              {t('reply.remove')}
            </Button>
          </div>
        )}
      </div>
    </Card>
  );
}
