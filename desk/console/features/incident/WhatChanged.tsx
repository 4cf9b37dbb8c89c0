import { useId, useState } from 'react';
import {
  type TimelineDocument,
  type TimelineEvent,
  type TimelineKind,
  timelineKinds,
  timelineWords,
  wholeComputer,
} from '#contract/bundle/timeline.ts';
import type { IncidentDetail } from '#contract/http/console-api.ts';
import { Problem } from '#desk/console/base/Problem.tsx';
import { Section } from '#desk/console/base/parts/Section.tsx';
import { Link } from '#desk/console/base/routing/Link.tsx';
import { visible } from '#desk/console/base/text/visible.ts';
import { useText } from '#desk/console/base/use-text.ts';
import { Badge, type BadgeProps } from '#ui/Badge.tsx';
import { Button } from '#ui/Button.tsx';
import { Card } from '#ui/Card.tsx';
import { useTimeline } from './use-timeline.ts';
import styles from './WhatChanged.module.css';

/** Enough to show the latest events and keep the items below within reach. */
const firstRows = 12;
const moreRows = 100;

const tones: Record<TimelineKind, NonNullable<BadgeProps['tone']>> = {
  installed: 'info',
  updated: 'info',
  removed: 'info',
  reconfigured: 'accent',
  rebooted: 'neutral',
  crashed: 'danger',
  error: 'warn',
};

const ownWords: ReadonlySet<string> = new Set(Object.values(timelineWords));

/** What changed and failed before the person asked for help, newest first, so that a failure is above its possible cause. */
export function WhatChanged({ incident }: { incident: IncidentDetail }) {
  const { t } = useText();
  const { content, again } = useTimeline(incident.number, incident.manifest.timeline);
  return (
    <Section
      title={t('changes.title')}
      aside={content.state === 'loaded' ? t('changes.aside') : null}
    >
      {content.state === 'none' ? <p className={styles.quiet}>{t('changes.none')}</p> : null}
      {content.state === 'loading' ? <p className={styles.quiet}>{t('changes.loading')}</p> : null}
      {content.state === 'failed' ? (
        <Problem title={t('changes.failed')} error={content.error} again={again} />
      ) : null}
      {content.state === 'loaded' ? (
        <Events incident={incident} timeline={content.timeline} />
      ) : null}
    </Section>
  );
}

function Events({ incident, timeline }: { incident: IncidentDetail; timeline: TimelineDocument }) {
  const { t } = useText();
  const [kind, setKind] = useState<TimelineKind | 'all'>('all');
  const [limit, setLimit] = useState(firstRows);
  const { events, dropped, unreadable } = timeline;
  const present = new Set(incident.manifest.items.map(({ id }) => id));
  if (events.length === 0) return <p className={styles.quiet}>{t('changes.empty')}</p>;
  const shown = kind === 'all' ? events : events.filter((event) => event.kind === kind);
  return (
    <>
      <Filter
        events={events}
        chosen={kind}
        onChoose={(chosen) => {
          setKind(chosen);
          setLimit(firstRows);
        }}
      />
      <Card padding="flush">
        <ol className={styles.events}>
          {shown.slice(0, limit).map((event, index) => (
            // Two events may be identical; the order of a bundle's timeline never changes.
            // biome-ignore lint/suspicious/noArrayIndexKey: see above
            <li key={index} className={styles.event}>
              <Event
                event={event}
                number={incident.number}
                present={present.has(event.source.item)}
              />
            </li>
          ))}
        </ol>
      </Card>
      {shown.length > limit ? (
        <div>
          <Button onClick={() => setLimit(limit + moreRows)}>
            {t('changes.more', { count: Math.min(moreRows, shown.length - limit) })}
          </Button>
        </div>
      ) : null}
      {dropped > 0 ? (
        <p className={styles.quiet}>{t('changes.dropped', { count: dropped })}</p>
      ) : null}
      {unreadable.map(({ item, detail }) => (
        <p key={`${item} ${detail}`} className={styles.quiet}>
          <code>{item}</code> <bdi>{visible(detail)}</bdi>
        </p>
      ))}
    </>
  );
}

interface FilterProps {
  events: readonly TimelineEvent[];
  chosen: TimelineKind | 'all';
  onChoose: (kind: TimelineKind | 'all') => void;
}

function Filter({ events, chosen, onChoose }: FilterProps) {
  const { t, number } = useText();
  const name = useId();
  const counts = timelineKinds.flatMap((kind) => {
    const count = events.filter((event) => event.kind === kind).length;
    return count > 0 ? [{ kind, count }] : [];
  });
  return (
    <fieldset className={styles.filter}>
      <legend>{t('changes.filter')}</legend>
      {[{ kind: 'all' as const, count: events.length }, ...counts].map(({ kind, count }) => (
        <label key={kind} className={styles.choice}>
          <input
            type="radio"
            name={name}
            checked={chosen === kind}
            onChange={() => onChoose(kind)}
          />
          {t(`changes.kind.${kind}`)} <span className={styles.count}>{number(count)}</span>
        </label>
      ))}
    </fieldset>
  );
}

function Event({
  event,
  number,
  present,
}: {
  event: TimelineEvent;
  number: string;
  present: boolean;
}) {
  const { t, tText, dateTime, date } = useText();
  const { at, dayOnly, kind, what, detail, count, firstAt, source } = event;
  // Noon in UTC is on the same day nearly everywhere.
  const when = dayOnly ? date(`${at.slice(0, 10)}T12:00:00.000Z`) : dateTime(at);
  const place =
    source.line === null
      ? (source.pointer ?? '')
      : t('findings.evidence.line', { line: source.line });
  return (
    <>
      <time dateTime={dayOnly ? at.slice(0, 10) : at} className={styles.when}>
        {when}
      </time>
      <Badge tone={tones[kind]}>{t(`changes.kind.${kind}`)}</Badge>
      <div className={styles.words}>
        <bdi className={styles.what}>
          {what === wholeComputer ? t('changes.wholeComputer') : visible(what)}
        </bdi>
        {detail === null ? null : (
          <bdi className={styles.detail}>
            {ownWords.has(detail) ? tText({ message: detail }) : visible(detail)}
          </bdi>
        )}
        {count > 1 && firstAt !== null ? (
          <span className={styles.quiet}>
            {t('changes.repeated', { count, first: dateTime(firstAt) })}
          </span>
        ) : null}
        {present ? (
          <Link
            to={{ page: 'item', number, item: source.item }}
            place={{ pointer: source.pointer, line: source.line }}
            className={styles.place}
          >
            {source.item} {place}
          </Link>
        ) : null}
      </div>
    </>
  );
}
