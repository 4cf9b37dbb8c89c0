import { jsonPointer } from '../contract/json-pointer.ts';
import {
  type TimelineDocument,
  type TimelineEvent,
  type TimelineKind,
  timelineDays,
  timelineItems,
  timelineKindCap,
  timelineKinds,
  timelineLogs,
  timelineWords,
  wholeComputer,
} from '../contract/timeline.ts';
import { errorsInLog, searchedLength } from './log-errors.ts';
import { type ReadItem, readJsonItem, readShapedItem } from './read-shaped-item.ts';
import { shorten } from './words.ts';

/** An event before it is merged: `at` as its item says it, `YYYY-MM-DD` where only the day is known. */
export interface RawEvent {
  at: string;
  kind: TimelineKind;
  what: string;
  detail: string | null;
  source: TimelineEvent['source'];
  /** When it already stands for several: how many, and the oldest of them. */
  count?: number;
  firstAt?: string | null;
}

/** What was read out of a log: the same log is read anew at each switch of a review, and reading takes time. */
export type LogMemory = Map<string, readonly RawEvent[]>;

type TimelineItemId = keyof typeof timelineItems;

const dayMs = 86_400_000;
/** Two records of one moment may differ by this much: a boot is timed by the kernel and by the log. */
const sameMomentMs = 5 * 60_000;

/**
 * What changed and what broke in the days before `until` (ISO 8601), newest first, from the items that `readItem` gives.
 * Pure: an item that is left out takes its events with it. Never throws; what cannot be read is named.
 * @param memory one for each set of items; logs are read once.
 */
export function timelineOf(readItem: ReadItem, until: string, memory: LogMemory = new Map()): TimelineDocument {
  const since = new Date(Date.parse(until) - timelineDays * dayMs).toISOString();
  const unreadable: TimelineDocument['unreadable'] = [];
  const events: RawEvent[] = [];
  const read = (item: string, eventsOf: () => readonly RawEvent[]): void => {
    try {
      // Not `push(...)`: a hostile item has more events than a call may have arguments.
      for (const event of eventsOf()) events.push(event);
    } catch (thrown) {
      unreadable.push({ item, detail: shorten(thrown instanceof Error ? thrown.message : String(thrown), 1000) });
    }
  };
  for (const id of Object.keys(timelineItems) as TimelineItemId[]) read(id, () => eventsOf(id, readItem));
  read('operating-system/operating-system.json', () => lastBoot(readItem));
  const system = readShapedItem('operating-system/operating-system.json', readItem);
  const timeZone = (system.ok && system.value.timeZone) || 'UTC';
  for (const item of timelineLogs) {
    const text = readItem(item);
    if (text === undefined) continue;
    read(item, () => {
      const key = `${item} ${timeZone}`;
      const known = memory.get(key) ?? fold(logEvents(item, text, timeZone, until), since, until).folded;
      memory.set(key, known);
      return known;
    });
    if (text.length > searchedLength)
      unreadable.push({ item, detail: 'Only its newest part was searched for errors: the last half of a megabyte.' });
  }
  const merged = mergeEvents(withoutRepeats(events), since, until);
  return { since, until, ...merged, unreadable: unreadable.slice(0, 20) };
}

/**
 * Keeps what lies between `since` and a day after `until` (clocks differ), folds errors that differ only in numbers and
 * everything else that is equal, sorts newest first, and caps each kind. `dropped` counts what had no room or no time.
 */
export function mergeEvents(
  raw: readonly RawEvent[],
  since: string,
  until: string,
): Pick<TimelineDocument, 'events' | 'dropped'> {
  const { folded, timeless } = fold(raw, since, until);
  const sorted = folded.sort(newestFirst);
  let dropped = timeless;
  const events = timelineKinds.flatMap((kind) => {
    const ofKind = sorted.filter((event) => event.kind === kind);
    dropped += ofKind.slice(timelineKindCap).reduce((sum, { count }) => sum + count, 0);
    return ofKind.slice(0, timelineKindCap);
  });
  return { events: events.sort(newestFirst), dropped };
}

function fold(raw: readonly RawEvent[], since: string, until: string): { folded: TimelineEvent[]; timeless: number } {
  const latest = new Date(Date.parse(until) + dayMs).toISOString();
  const folded = new Map<string, TimelineEvent>();
  let timeless = 0;
  for (const { at: said, kind, what, detail, source, count = 1, firstAt = null } of raw) {
    const dayOnly = /^\d{4}-\d\d-\d\d$/.test(said);
    const at = isoOf(said);
    if (at === null) {
      timeless += count;
      continue;
    }
    if (at > latest || (dayOnly ? at.slice(0, 10) < since.slice(0, 10) : at < since)) continue;
    const event = { at, dayOnly, kind, what: shorten(what.trim(), 200) || '?', detail: detail && shorten(detail.trim(), 300) };
    const key = JSON.stringify(kind === 'error' ? [kind, event.what, numberless(event.detail ?? '')] : event);
    const other = folded.get(key);
    folded.set(key, other ? joined(other, { ...event, count, firstAt, source }) : { ...event, count, firstAt, source });
  }
  return { folded: [...folded.values()], timeless };
}

/** The newest one tells what is shown; the oldest when it began. */
function joined(a: TimelineEvent, b: TimelineEvent): TimelineEvent {
  const [newest, other] = b.at > a.at ? [b, a] : [a, b];
  const [firstAt = newest.at] = [newest.firstAt ?? newest.at, other.firstAt ?? other.at].sort();
  return { ...newest, firstAt, count: a.count + b.count };
}

function newestFirst(a: TimelineEvent, b: TimelineEvent): number {
  return (
    compare(b.at, a.at) ||
    timelineKinds.indexOf(a.kind) - timelineKinds.indexOf(b.kind) ||
    compare(a.what, b.what) ||
    compare(a.detail ?? '', b.detail ?? '')
  );
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Years beyond 9999 are written with a sign, which the contract does not allow. */
function isoOf(text: string): string | null {
  const date = new Date(text);
  const iso = Number.isNaN(date.getTime()) ? '' : date.toISOString();
  return /^\d{4}-/.test(iso) ? iso : null;
}

/** Process numbers, addresses and counters differ each time the same thing happens. */
const numberless = (text: string): string => text.replace(/0x[0-9a-f]+|\d+/gi, '#');

/** How far apart two items may date what is one thing. Null: only one item ever tells of such an event. */
function toleranceOf(kind: TimelineKind): number | null {
  if (kind === 'installed' || kind === 'updated') return dayMs;
  if (kind === 'crashed') return 60_000;
  return kind === 'rebooted' ? sameMomentMs : null;
}

/** Crashes, restarts and installations that two items tell of stand once, as the first of them says it. */
function withoutRepeats(events: readonly RawEvent[]): RawEvent[] {
  const seen = new Map<string, { moment: number; item: string }[]>();
  return events.filter((event) => {
    const tolerance = toleranceOf(event.kind);
    if (tolerance === null) return true;
    const { item } = event.source;
    const moment = Date.parse(event.at);
    const key = `${tolerance} ${programOf(event.what)}`;
    const others = seen.get(key) ?? [];
    // Within one item equal entries are its own business: the merge counts them.
    if (others.some((other) => other.item !== item && Math.abs(other.moment - moment) <= tolerance)) return false;
    seen.set(key, [...others.slice(-50), { moment, item }]);
    return true;
  });
}

/** A program's or package's name as it can be compared: `Firefox.exe` and `firefox:amd64` are the same. */
export const programOf = (what: string): string =>
  what
    .trim()
    .toLowerCase()
    .replace(/\.(?:exe|app)$/, '')
    .replace(/:(?:amd64|i386|arm64|armhf|all)$/, '');

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

/** `1.0 → 1.1`, or the one version that is known. */
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
      // Windows and macOS call an update of the system an installation.
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
        detail: action === 'fail' ? timelineWords.notInstalled : driver ? timelineWords.driver : null,
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
              detail: [id === null ? '' : `${id}:`, message?.split('\n', 1)[0] ?? ''].join(' ').trim() || null,
              source: from(windowsLog, 'events', index),
            },
          ]
        : [],
    ),
};

function eventsOf<K extends TimelineItemId>(id: K, readItem: ReadItem): RawEvent[] {
  const reading = readJsonItem(id, timelineItems[id], readItem);
  if (!reading.ok) {
    // Not collected, or left out: the manifest says so.
    if (reading.missing) return [];
    throw new Error(reading.detail);
  }
  // The compiler cannot see that the value parsed under `id` is what the part under `id` takes.
  return parts[id](reading.value as never);
}

function lastBoot(readItem: ReadItem): RawEvent[] {
  const item = 'operating-system/operating-system.json';
  const reading = readShapedItem(item, readItem);
  if (!reading.ok) return [];
  const at = reading.value.bootedAt;
  return [{ at, kind: 'rebooted', what: wholeComputer, detail: timelineWords.started, source: from(item, 'bootedAt') }];
}

/** A line says who wrote it and when; macOS was asked for errors and faults alone. */
function logEvents(item: string, text: string, timeZone: string, until: string): RawEvent[] {
  return errorsInLog(text, { timeZone, until, all: item.endsWith('/unified.log') }).map(({ at, what, crash, detail, line }) => ({
    at,
    kind: crash ? 'crashed' : 'error',
    what,
    detail,
    source: { item, pointer: null, line },
  }));
}
