import { type FormEvent, useRef, useState } from 'react';
import type { IncidentView } from '../../../contract/incident.ts';
import type { Submission } from '../../../contract/submission.ts';
import { useText } from '../../app/text.ts';
import { useAction } from '../../app/use-action.ts';
import { call } from '../../state/bridge.ts';
import { Button } from '../../ui/Button.tsx';
import { ErrorNotice } from '../../ui/Notice.tsx';
import { TextArea } from '../../ui/TextField.tsx';
import { Timeline } from '../../ui/Timeline.tsx';
import styles from './Follow.module.css';

/** The incident's story, and the person's side of it. */
export function Conversation({ submission, incident }: { submission: Submission; incident: IncidentView }) {
  const { t } = useText();
  const refresh = useAction(() => call('submissions.refresh', { id: submission.id }));
  return (
    <section aria-labelledby="story-title" className={styles.section}>
      <div className={styles.heading}>
        <h2 id="story-title">{t('follow.story')}</h2>
        <Button kind="quiet" size="small" busy={refresh.busy} onClick={() => void refresh.run()}>
          {t('follow.refresh')}
        </Button>
      </div>
      {refresh.error ? <ErrorNotice kind="warn" error={refresh.error} /> : null}
      <div aria-live="polite">
        <Timeline entries={incident.timeline} viewpoint="person" />
      </div>
      {incident.status === 'closed' || submission.withdrawal ? null : <MessageBox id={submission.id} />}
    </section>
  );
}

function MessageBox({ id }: { id: string }) {
  const { t } = useText();
  const field = useRef<HTMLTextAreaElement>(null);
  const [text, setText] = useState('');
  const [empty, setEmpty] = useState(false);
  const [sent, setSent] = useState(false);
  const send = useAction((message: string) => call('submissions.message', { id, text: message }));

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const message = text.trim();
    setEmpty(message === '');
    setSent(false);
    if (message === '') return field.current?.focus();
    if (!(await send.run(message))) return;
    setText('');
    setSent(true);
  };

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
        onChange={setText}
      />
      {send.error ? <ErrorNotice error={send.error} /> : null}
      <div className={styles.buttons}>
        <Button type="submit" busy={send.busy}>
          {t('follow.write.send')}
        </Button>
        <p role="status" className={styles.muted}>
          {sent && text === '' ? t('follow.write.sent') : ''}
        </p>
      </div>
    </form>
  );
}
