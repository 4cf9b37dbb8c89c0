import {
  type TimelineEvent,
  type TimelineKind,
  timelineItems,
  timelineWords,
  wholeComputer,
} from '#contract/bundle/timeline.ts';
import { jsonPointer } from '#contract/primitives/json-pointer.ts';
import { errorsInLog } from './log-errors.ts';
import { type ReadItem, readJsonItem, readShapedItem } from './read-shaped-item.ts';

/** An event before the merge: `at` as in its item, `YYYY-MM-DD` when only the day is known. */
export interface RawEvent {
  at: string;
  kind: TimelineKind;
  what: string;
  detail: string | null;
  source: TimelineEvent['source'];
  /** When the event already combines several: how many, and the oldest time. */
  count?: number;
  firstAt?: string | null;
}

export type TimelineItemId = keyof typeof timelineItems;

const actions: Readonly<Record<string, TimelineKind>> = {
  install: 'installed',
  upgrade: 'updated',
  update: 'updated',
  downgrade: 'updated',
  remove: 'removed',
  purge: 'removed',
  reconfigure: 'reconfigured',
  fail: 'error',
};

/** `1.0 → 1.1`, or the only known version. */
const versions = (from: string | null, to: string | null): string | null =>
  from !== null && to !== null ? `${from} → ${to}` : (to ?? from);

type Parts<K extends TimelineItemId> = {
  [P in K]: (value: ReturnType<(typeof timelineItems)[P]['parse']>) => RawEvent[];
};

const from = (item: string, ...path: (string | number)[]): TimelineEvent['source'] => ({
  item,
  pointer: jsonPointer(...path),
  line: null,
});

const changed = 'recent-changes/recent-changes.json';
const updated = 'updates/updates.json';
const crashed = 'crashes/crashes.json';
const history = 'system-history/system-history.json';
const windowsLog = 'system-log/events.json';

const parts: Parts<TimelineItemId> = {
  [changed]: ({ changes }) =>
    changes.map(({ at, action, name, from: before, to }, index) => ({
      at,
      // Windows and macOS call a system update an installation.
      kind: /^(?:KB\d{5,}|macOS\b)/.test(name) ? 'updated' : (actions[action] ?? 'updated'),
      what: name,
      detail: versions(before, to),
      source: from(changed, 'changes', index),
    })),
  [updated]: ({ installed }) =>
    installed.map(({ at, name }, index) => ({
      at,
      kind: 'updated',
      what: name,
      detail: null,
      source: from(updated, 'installed', index),
    })),
  [crashed]: ({ crashes }) =>
    crashes.map(({ at, program, kind, cause }, index) => ({
      at,
      kind: 'crashed',
      what: program,
      detail: cause ?? (kind === 'hang' ? timelineWords.hung : null),
      source: from(crashed, 'crashes', index),
    })),
  [history]: ({ restarts, settings, changes, crashes }) => [
    ...restarts.map(
      ({ at, how, detail }, index): RawEvent => ({
        at,
        kind: 'rebooted',
        what: wholeComputer,
        detail: detail === null ? how : `${how}: ${detail}`,
        source: from(history, 'restarts', index),
      }),
    ),
    ...settings.map(
      ({ at, area, name }, index): RawEvent => ({
        at,
        kind: 'reconfigured',
        what: name,
        detail: area,
        source: from(history, 'settings', index),
      }),
    ),
    ...changes.map(
      ({ at, action, name, driver }, index): RawEvent => ({
        at,
        kind: actions[action] ?? 'updated',
        what: name,
        detail:
          action === 'fail' ? timelineWords.notInstalled : driver ? timelineWords.driver : null,
        source: from(history, 'changes', index),
      }),
    ),
    ...crashes.map(
      ({ at, program, hang }, index): RawEvent => ({
        at,
        kind: 'crashed',
        what: program,
        detail: hang ? timelineWords.hung : null,
        source: from(history, 'crashes', index),
      }),
    ),
  ],
  [windowsLog]: ({ events }) =>
    events.flatMap(({ at, source, id, level, message }, index): RawEvent[] =>
      level === 'error' || level === 'critical'
        ? [
            {
              at: at ?? '',
              kind: 'error',
              what: source ?? wholeComputer,
              detail:
                [id === null ? '' : `${id}:`, message?.split('\n', 1)[0] ?? ''].join(' ').trim() ||
                null,
              source: from(windowsLog, 'events', index),
            },
          ]
        : [],
    ),
};

/**
 * The events of one JSON item; none when the item was not collected or was left out.
 * @throws Error saying why it cannot be read.
 */
export function eventsOf<K extends TimelineItemId>(id: K, readItem: ReadItem): RawEvent[] {
  const reading = readJsonItem(id, timelineItems[id], readItem);
  if (!reading.ok) {
    // Not collected, or left out; the manifest says which.
    if (reading.missing) return [];
    throw new Error(reading.detail);
  }
  // The compiler cannot see that the value parsed under `id` is the argument of the function under
  // `id`.
  return parts[id](reading.value as never);
}

/** When the computer last started, according to the operating system. */
export function lastBoot(readItem: ReadItem): RawEvent[] {
  const item = 'operating-system/operating-system.json';
  const reading = readShapedItem(item, readItem);
  if (!reading.ok) return [];
  const at = reading.value.bootedAt;
  return [
    {
      at,
      kind: 'rebooted',
      what: wholeComputer,
      detail: timelineWords.started,
      source: from(item, 'bootedAt'),
    },
  ];
}

/**
 * Each line names its program and time; macOS was asked for errors and faults only.
 * @param application whose log it is; null for a log of the system.
 */
export function logEvents(
  item: string,
  text: string,
  { timeZone, until, application }: { timeZone: string; until: string; application: string | null },
): RawEvent[] {
  return errorsInLog(text, {
    timeZone,
    until,
    all: item.startsWith('system-log/unified'),
    application,
  }).map(({ at, what, crash, detail, line }) => ({
    at,
    kind: crash ? 'crashed' : 'error',
    what,
    detail,
    source: { item, pointer: null, line },
  }));
}
