import type { IncidentView } from '#contract/http/incident.ts';
import { useText } from '#renderer/base/text.ts';
import { Button } from '#ui/Button.tsx';
import { Notice } from '#ui/Notice.tsx';
import styles from './Follow.module.css';
import { unansweredMessage } from './newest-answer.ts';

const shownCharacters = 300;

/** The engineer's newest message, at the top of the page so that the person need not scroll to it. */
export function NewestAnswer({
  incident,
  onAnswer,
}: {
  incident: IncidentView;
  onAnswer: () => void;
}) {
  const { t } = useText();
  const message = unansweredMessage(incident);
  if (!message) return null;
  const { name, text } = message;
  return (
    <Notice
      title={t('follow.newest', { name })}
      actions={
        <Button kind="primary" onClick={onAnswer}>
          {t('follow.newest.answer')}
        </Button>
      }
    >
      <p className={styles.finalText} dir="auto">
        {text.length > shownCharacters ? `${text.slice(0, shownCharacters)}…` : text}
      </p>
    </Notice>
  );
}
