import { useEffect, useRef } from 'react';
import type { ReplyPreview } from '#contract/ipc/reply.ts';
import { useText } from '#renderer/base/text.ts';
import { Button } from '#ui/Button.tsx';
import { Notice } from '#ui/Notice.tsx';
import { kindName } from '../review/kind-name.ts';
import styles from './Follow.module.css';

interface HiddenInReplyProps {
  preview: ReplyPreview;
  /** The message was not sent, because the person had not seen yet what Candor hides in it. */
  stopped: boolean;
  onToggle: (value: string, show: boolean) => void;
}

/** Lists what Candor hides in a message, and shows the message as it will be sent. */
export function HiddenInReply({ preview, stopped, onToggle }: HiddenInReplyProps) {
  const { t } = useText();
  const place = useRef<HTMLDivElement>(null);
  // The person pressed the button below this list, but the reason why nothing was sent, and the buttons that help, are here.
  useEffect(() => {
    if (stopped) place.current?.focus();
  }, [stopped]);
  return (
    <div ref={place} tabIndex={-1}>
      <Notice
        kind={stopped ? 'warn' : 'info'}
        live={stopped}
        title={t(stopped ? 'reply.hidden.checkTitle' : 'reply.hidden.title')}
      >
        <ul className={styles.hiddenParts}>
          {preview.hidden.map((part) => (
            <HiddenPart key={part.pseudonym} part={part} onToggle={onToggle} />
          ))}
        </ul>
        <p>{t('reply.hidden.final')}</p>
        <p className={styles.finalText} dir="auto">
          {preview.text}
        </p>
      </Notice>
    </div>
  );
}

function HiddenPart({
  part,
  onToggle,
}: {
  part: ReplyPreview['hidden'][number];
  onToggle: HiddenInReplyProps['onToggle'];
}) {
  const { t } = useText();
  const { pseudonym, value, mayShow, shown } = part;
  if (value === null) return <li>{t('reply.hidden.secret', { pseudonym })}</li>;
  const kind = t(kindName(part.kind));
  const action = t(shown ? 'reply.hidden.hide' : 'hidden.show');
  return (
    <li>
      <p>
        <bdi>
          {t(shown ? 'reply.hidden.shown' : 'reply.hidden.value', { value, kind, pseudonym })}
        </bdi>
      </p>
      {mayShow ? (
        <Button
          size="small"
          aria-label={t('hidden.show.of', { action, pseudonym: value })}
          onClick={() => onToggle(value, !shown)}
        >
          {action}
        </Button>
      ) : (
        <p className={styles.muted}>{t('hidden.fixed')}</p>
      )}
    </li>
  );
}
