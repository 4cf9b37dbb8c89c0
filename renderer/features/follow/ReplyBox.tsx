import { type FormEvent, type RefObject, useState } from 'react';
import { useText } from '#renderer/base/text.ts';
import { Button } from '#ui/Button.tsx';
import { ErrorNotice } from '#ui/Notice.tsx';
import { TextArea } from '#ui/TextField.tsx';
import styles from './Follow.module.css';
import { HiddenInReply } from './HiddenInReply.tsx';
import { useReply } from './use-reply.ts';

/** The box for a message to the engineer. It shows what Candor will hide before the message is sent. */
export function ReplyBox({
  id,
  field,
}: {
  id: string;
  field: RefObject<HTMLTextAreaElement | null>;
}) {
  const { t } = useText();
  const [empty, setEmpty] = useState(false);
  const [queued, setQueued] = useState(false);
  /** The person pressed the button, but must first see what Candor hides. */
  const [stopped, setStopped] = useState(false);
  const { draft, change, save, send, busy, error, preview } = useReply(id);
  const { text, letThrough } = draft;

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setEmpty(text.trim() === '');
    setQueued(false);
    if (text.trim() === '') return field.current?.focus();
    const done = await send();
    setQueued(done);
    setStopped(!done);
  };
  const write = (words: string) => {
    setStopped(false);
    change({ text: words });
  };
  const toggle = (value: string, show: boolean) =>
    change({
      letThrough: show ? [...letThrough, value] : letThrough.filter((shown) => shown !== value),
    });

  return (
    <form className={styles.message} noValidate onSubmit={(event) => void submit(event)}>
      <TextArea
        ref={field}
        label={t('follow.write')}
        help={t('follow.write.help')}
        rows={3}
        maxLength={8000}
        value={text}
        error={empty && text.trim() === '' ? t('follow.write.empty') : null}
        onChange={write}
        onBlur={() => void save()}
      />
      {preview && preview.hidden.length > 0 ? (
        <HiddenInReply preview={preview} stopped={stopped && !error} onToggle={toggle} />
      ) : null}
      {error ? <ErrorNotice error={error} /> : null}
      <div className={styles.buttons}>
        <Button type="submit" busy={busy}>
          {t('follow.write.send')}
        </Button>
        <p role="status" className={styles.muted}>
          {queued && text === '' ? t('follow.write.sent') : ''}
        </p>
      </div>
    </form>
  );
}
