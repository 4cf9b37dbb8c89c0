import type { ReactNode } from 'react';
import type { DeskTimelineEntry, IncidentStatus } from '#contract/http/incident.ts';
import styles from './Timeline.module.css';
import { useTranslator } from './text-context.tsx';

/** Who reads: the person's window says "You" and "Waiting for your answer", the console says "the person". */
export type Viewpoint = 'person' | 'engineer';

export function useStatusText(viewpoint: Viewpoint): (status: IncidentStatus) => string {
  const { t } = useTranslator();
  return (status) => t(viewpoint === 'person' ? `ui.status.${status}` : `ui.desk.${status}`);
}

/** A line that is not an entry of the conversation, such as a link to something related. */
export interface TimelineNote {
  id: string;
  at: string;
  text: ReactNode;
}

export interface TimelineProps {
  /** In display order, oldest first. */
  entries: readonly DeskTimelineEntry[];
  viewpoint: Viewpoint;
  /** Shown between the entries, at their time. */
  notes?: readonly TimelineNote[];
}

/** The incident's timeline. Names and texts come from outside and are only ever rendered as text. */
export function Timeline({ entries, viewpoint, notes = [] }: TimelineProps) {
  const { t, dateTime } = useTranslator();
  const lines = withNotes(entries, notes);
  return (
    <ol className={styles.timeline} aria-label={t('ui.timeline.label')}>
      {lines.map((line) => (
        <li key={line.id} className={styles.entry} data-kind={'kind' in line ? line.kind : 'note'}>
          {'kind' in line ? (
            <Entry entry={line} viewpoint={viewpoint} />
          ) : (
            <p className={styles.event}>
              <span>{line.text}</span>{' '}
              <time dateTime={line.at} className={styles.when}>
                {dateTime(line.at)}
              </time>
            </p>
          )}
        </li>
      ))}
    </ol>
  );
}

/** Puts each note before the first later entry; the entries keep their order. */
function withNotes(
  entries: readonly DeskTimelineEntry[],
  notes: readonly TimelineNote[],
): (DeskTimelineEntry | TimelineNote)[] {
  const lines: (DeskTimelineEntry | TimelineNote)[] = [...entries];
  for (const note of notes) {
    const later = lines.findIndex(({ at }) => at > note.at);
    lines.splice(later === -1 ? lines.length : later, 0, note);
  }
  return lines;
}

function Entry({ entry, viewpoint }: { entry: DeskTimelineEntry; viewpoint: Viewpoint }) {
  const { t, dateTime } = useTranslator();
  const when = (
    <time dateTime={entry.at} className={styles.when}>
      {dateTime(entry.at)}
    </time>
  );
  if (entry.kind !== 'message') {
    return (
      <p className={styles.event}>
        <span>
          <EventText entry={entry} viewpoint={viewpoint} />
        </span>{' '}
        {when}
      </p>
    );
  }
  const mine = entry.from === viewpoint;
  const person = viewpoint === 'person' ? t('ui.timeline.you') : t('ui.timeline.person');
  return (
    <div className={styles.message} data-own={mine || undefined}>
      <p className={styles.by}>
        <bdi className={styles.name}>{entry.from === 'person' ? person : entry.name}</bdi> {when}
      </p>
      <p className={styles.text} dir="auto">
        {entry.text}
      </p>
    </div>
  );
}

function EventText({
  entry,
  viewpoint,
}: {
  entry: Exclude<DeskTimelineEntry, { kind: 'message' }>;
  viewpoint: Viewpoint;
}) {
  const { t } = useTranslator();
  const statusText = useStatusText(viewpoint);
  switch (entry.kind) {
    case 'received':
      return t('ui.timeline.received');
    case 'status': {
      const status = statusText(entry.status);
      if (entry.engineer !== '')
        return t('ui.timeline.statusBy', { status, engineer: entry.engineer });
      return t(
        viewpoint === 'person' ? 'ui.timeline.reopenedByYou' : 'ui.timeline.reopenedByPerson',
        { status },
      );
    }
    case 'assignment': {
      const { from, to, by } = entry;
      if (by === null) return t('ui.timeline.accountDisabled', { from: from ?? '' });
      if (to === null) return t('ui.timeline.givenBack', { from: from ?? '', by });
      return to === by ? t('ui.timeline.taken', { to }) : t('ui.timeline.handedOver', { to, by });
    }
  }
}
