import { type KeyboardEvent, useState } from 'react';
import type { AppError } from '#contract/errors/result.ts';
import type { IncidentAnswer, IncidentDetail } from '#contract/http/console-api.ts';
import type { DeskTimelineEntry } from '#contract/http/incident.ts';
import { Problem } from '#desk/console/base/Problem.tsx';
import { Section } from '#desk/console/base/parts/Section.tsx';
import { Link } from '#desk/console/base/routing/Link.tsx';
import { useConsole, useConsoleState } from '#desk/console/base/state/console-context.tsx';
import { visible } from '#desk/console/base/text/visible.ts';
import { relativeTime } from '#desk/console/base/time/relative.ts';
import { useText } from '#desk/console/base/use-text.ts';
import { Button } from '#ui/Button.tsx';
import { Notice } from '#ui/Notice.tsx';
import { TextArea } from '#ui/TextField.tsx';
import { Timeline, type TimelineNote } from '#ui/Timeline.tsx';
import styles from './Conversation.module.css';

/** The contract's limit for one message. */
const lengthLimit = 8000;

export function Conversation({ incident }: { incident: IncidentDetail }) {
  const { t } = useText();
  return (
    <Section title={t('conversation.title')}>
      <Timeline
        entries={incident.timeline}
        viewpoint="engineer"
        notes={incident.answers.map(noteOf)}
      />
      {incident.status === 'closed' ? (
        <Notice kind="info">{t('conversation.closed')}</Notice>
      ) : (
        <Composer incident={incident} />
      )}
    </Section>
  );
}

/** Links to the incidents of bundles that were requested from this one. */
const noteOf = ({ request, incident, at }: IncidentAnswer): TimelineNote => ({
  id: `${request} ${incident}`,
  at,
  text: <AnsweredIn incident={incident} />,
});

function AnsweredIn({ incident }: { incident: string }) {
  const { t } = useText();
  return (
    <>
      {t('conversation.answered')}{' '}
      <Link to={{ page: 'incident', number: incident }}>{incident}</Link>
    </>
  );
}

function Composer({ incident }: { incident: IncidentDetail }) {
  const { t, locale } = useText();
  const { number, timeline } = incident;
  const { sendMessage, setDraft, loadIncident } = useConsole();
  const me = useConsoleState((state) => state.session?.engineer?.id);
  // The last line that the engineer saw when the page opened, or has confirmed reading since.
  const [readUpTo, setReadUpTo] = useState(timeline.at(-1)?.id);
  const unread = answersAfter(timeline, readUpTo).findLast(({ author }) => author !== me);
  const draft = useConsoleState((state) => state.drafts[number] ?? '');
  const [state, setState] = useState<'idle' | 'sending' | 'sent'>('idle');
  const [problem, setProblem] = useState<AppError | null>(null);
  const [fault, setFault] = useState<string | null>(null);

  async function send(after = readUpTo) {
    if (state === 'sending') return;
    setReadUpTo(after);
    const text = draft.trim();
    const wrong =
      text === ''
        ? t('conversation.empty')
        : text.length > lengthLimit
          ? t('conversation.long', { limit: lengthLimit })
          : null;
    setFault(wrong);
    if (wrong) return;
    setState('sending');
    setProblem(null);
    const failure = await sendMessage(number, text, after);
    // The desk refused because of a colleague's answer. Once reloaded, this page shows that itself.
    if (failure?.code === 'conflict') await loadIncident(number);
    setProblem(failure);
    setState(failure ? 'idle' : 'sent');
  }

  const byKey = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || event.nativeEvent.isComposing)
      return;
    event.preventDefault();
    event.currentTarget.form?.requestSubmit();
  };

  return (
    <form
      className={styles.composer}
      onSubmit={(event) => {
        event.preventDefault();
        void send(unread ? timeline.at(-1)?.id : readUpTo);
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
      {unread ? (
        <Notice kind="warn" live>
          {t('conversation.unread', {
            name: visible(unread.name),
            when: relativeTime(unread.at, Date.now(), locale),
          })}
        </Notice>
      ) : null}
      {problem && !unread ? (
        <Problem title={t('conversation.failed')} error={problem} again={() => void send()} />
      ) : null}
      <div className={styles.actions}>
        <span role="status" className={styles.state}>
          {state === 'idle' ? '' : t(`conversation.${state}`)}
        </span>
        <Button kind="primary" type="submit" busy={state === 'sending'}>
          {t(unread ? 'conversation.sendAnyway' : 'conversation.send')}
        </Button>
      </div>
    </form>
  );
}

type Message = Extract<DeskTimelineEntry, { kind: 'message' }>;

/** Messages from engineers after the line with this id. */
function answersAfter(timeline: readonly DeskTimelineEntry[], id: string | undefined): Message[] {
  const read = timeline.findIndex((entry) => entry.id === id);
  return timeline
    .slice(read + 1)
    .filter((entry): entry is Message => entry.kind === 'message' && entry.from === 'engineer');
}
