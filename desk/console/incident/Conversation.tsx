import { type KeyboardEvent, useState } from 'react';
import type { IncidentDetail } from '../../../contract/console-api.ts';
import type { AppError } from '../../../contract/result.ts';
import { Button } from '../../../renderer/ui/Button.tsx';
import { Notice } from '../../../renderer/ui/Notice.tsx';
import { TextArea } from '../../../renderer/ui/TextField.tsx';
import { Timeline } from '../../../renderer/ui/Timeline.tsx';
import { Problem } from '../shell/Problem.tsx';
import { useConsole, useConsoleState } from '../state/console-context.tsx';
import { useText } from '../use-text.ts';
import styles from './Conversation.module.css';
import { Section } from './Section.tsx';

/** The contract's limit of one message. */
const lengthLimit = 8000;

export function Conversation({ incident }: { incident: IncidentDetail }) {
  const { t } = useText();
  return (
    <Section title={t('conversation.title')}>
      <Timeline entries={incident.timeline} viewpoint="engineer" />
      {incident.status === 'closed' ? (
        <Notice kind="info">{t('conversation.closed')}</Notice>
      ) : (
        <Composer number={incident.number} />
      )}
    </Section>
  );
}

function Composer({ number }: { number: string }) {
  const { t } = useText();
  const { sendMessage, setDraft } = useConsole();
  const draft = useConsoleState((state) => state.drafts[number] ?? '');
  const [state, setState] = useState<'idle' | 'sending' | 'sent'>('idle');
  const [problem, setProblem] = useState<AppError | null>(null);
  const [fault, setFault] = useState<string | null>(null);

  async function send() {
    if (state === 'sending') return;
    const text = draft.trim();
    const wrong =
      text === '' ? t('conversation.empty') : text.length > lengthLimit ? t('conversation.long', { limit: lengthLimit }) : null;
    setFault(wrong);
    if (wrong) return;
    setState('sending');
    setProblem(null);
    const failure = await sendMessage(number, text);
    setProblem(failure);
    setState(failure ? 'idle' : 'sent');
  }

  const byKey = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || event.nativeEvent.isComposing) return;
    event.preventDefault();
    void send();
  };

  return (
    <form
      className={styles.composer}
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <TextArea
        label={t('conversation.write')}
        help={t('conversation.help')}
        rows={4}
        value={draft}
        onChange={(text) => {
          setDraft(number, text);
          setFault(null);
          if (state === 'sent') setState('idle');
        }}
        onKeyDown={byKey}
        error={fault}
      />
      {problem ? <Problem title={t('conversation.failed')} error={problem} again={() => void send()} /> : null}
      <div className={styles.actions}>
        <span role="status" className={styles.state}>
          {state === 'idle' ? '' : t(`conversation.${state}`)}
        </span>
        <Button kind="primary" type="submit" busy={state === 'sending'}>
          {t('conversation.send')}
        </Button>
      </div>
    </form>
  );
}
