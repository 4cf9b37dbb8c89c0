import { z } from 'zod';
import {
  applicationIndexOf,
  type TimelineDocument,
  type TimelineEvent,
  type TimelineKind,
  timelineDays,
  timelineItems,
  timelineKindCap,
  timelineKinds,
  timelineLogs,
} from '#contract/bundle/timeline.ts';
import { shorten } from './format-units.ts';
import {
  eventsOf,
  lastBoot,
  logEvents,
  type RawEvent,
  type TimelineItemId,
} from './item-events.ts';
import { searchedLength } from './log-errors.ts';
import { type ReadItem, readJsonItem, readShapedItem } from './read-shaped-item.ts';

/**
 * Caches what was read from each item: the review reads the same items after each change, and
 * reading takes time. It holds only plain data, so another thread can fill it.
 */
export type TimelineMemory = Map<string, Remembered>;
type Remembered = { events: readonly RawEvent[]; timeless: number } | { unreadable: string };

const dayMs = 86_400_000;
/**
 * Two records of one moment may differ by this much: the kernel and the log both record when the
 * computer started.
 */
const sameMomentMs = 5 * 60_000;

/**
 * What changed and what broke in the days before `until` (ISO 8601), newest first, from the items
 * that `readItem` returns. Pure: the events of an item that is left out disappear with it. Never
 * throws; items that cannot be read are listed.
 * @param memory one for each set of items and `until`; each item is read once.
 * @param applicationLogs the bundle's logs of the organisation's own applications
 * (`applicationLogsIn`).
 */
export function timelineOf(
  readItem: ReadItem,
  until: string,
  memory: TimelineMemory = new Map(),
  applicationLogs: readonly string[] = [],
): TimelineDocument {
  const since = new Date(Date.parse(until) - timelineDays * dayMs).toISOString();
  const unreadable: TimelineDocument['unreadable'] = [];
  const events: RawEvent[] = [];
  let timeless = 0;
  const read = (item: string, key: string, eventsOf: () => readonly RawEvent[]): void => {
    const known = memory.get(key) ?? remembered(eventsOf, since, until);
    memory.set(key, known);
    if ('unreadable' in known) {
      unreadable.push({ item, detail: known.unreadable });
      return;
    }
    // Not `push(...)`: a hostile item may contain more events than a call may have arguments.
    for (const event of known.events) events.push(event);
    timeless += known.timeless;
  };
  for (const id of Object.keys(timelineItems) as TimelineItemId[]) {
    if (readItem(id) !== undefined) read(id, id, () => eventsOf(id, readItem));
  }
  for (const event of lastBoot(readItem)) events.push(event);
  const system = readShapedItem('operating-system/operating-system.json', readItem);
  const timeZone = (system.ok && system.value.timeZone) || 'UTC';
  for (const item of [...timelineLogs, ...applicationLogs]) {
    const text = readItem(item);
    if (text === undefined) continue;
    const application = applicationLogs.includes(item) ? applicationName(item, readItem) : null;
    read(item, [item, timeZone, application ?? ''].join(' '), () =>
      logEvents(item, text, { timeZone, until, application }),
    );
    if (text.length > searchedLength)
      unreadable.push({
        item,
        detail: 'Only its newest part, the last half megabyte, was searched for errors.',
      });
  }
  const merged = mergeEvents(withoutRepeats(events), since, until);
  return {
    since,
    until,
    ...merged,
    dropped: merged.dropped + timeless,
    unreadable: unreadable.slice(0, 20),
  };
}

const applicationItem = z.object({ name: z.string().min(1).max(200) });

/** The organisation's name for it, or its id when the item that names it is left out. */
function applicationName(log: string, readItem: ReadItem): string {
  const index = readJsonItem(applicationIndexOf(log), applicationItem, readItem);
  return index.ok ? index.value.name : (/^app-([^/]+)/.exec(log)?.[1] ?? log);
}

/** Equal events are folded, so that a log of many thousand lines takes little memory. */
function remembered(eventsOf: () => readonly RawEvent[], since: string, until: string): Remembered {
  try {
    const { folded, timeless } = fold(eventsOf(), since, until);
    return {
      events: folded.map(({ dayOnly, ...event }) => ({
        ...event,
        at: dayOnly ? event.at.slice(0, 10) : event.at,
      })),
      timeless,
    };
  } catch (thrown) {
    return { unreadable: shorten(thrown instanceof Error ? thrown.message : String(thrown), 1000) };
  }
}

/**
 * Selects events between `since` and a day after `until` (clocks differ), folds errors and crashes
 * that differ only in numbers and all other events that are equal, sorts newest first, and limits
 * each kind. `dropped` counts the events beyond the limits and those without a usable time.
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

function fold(
  raw: readonly RawEvent[],
  since: string,
  until: string,
): { folded: TimelineEvent[]; timeless: number } {
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
    const event = {
      at,
      dayOnly,
      kind,
      what: shorten(what.trim(), 200) || '?',
      detail: detail && shorten(detail.trim(), 300),
    };
    const recurs = kind === 'error' || kind === 'crashed';
    const key = JSON.stringify(recurs ? [kind, event.what, numberless(event.detail ?? '')] : event);
    const other = folded.get(key);
    folded.set(
      key,
      other
        ? joined(other, { ...event, count, firstAt, source })
        : { ...event, count, firstAt, source },
    );
  }
  return { folded: [...folded.values()], timeless };
}

/** The newest event is shown; the oldest says when it began. */
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

/**
 * Process numbers, addresses and counters differ each time the same event happens; the kernel
 * writes addresses without a prefix.
 */
const numberless = (text: string): string =>
  text.replace(/0x[0-9a-f]+|\b(?=[a-f]*\d)[0-9a-f]{5,16}\b|\d+/gi, '#');

/** How far apart two items may date the same event. Null: only one item reports such events. */
function toleranceOf(kind: TimelineKind): number | null {
  if (kind === 'installed' || kind === 'updated') return dayMs;
  if (kind === 'crashed') return 60_000;
  return kind === 'rebooted' ? sameMomentMs : null;
}

/** A crash, restart or installation that two items report appears once, as in the first item. */
function withoutRepeats(events: readonly RawEvent[]): RawEvent[] {
  const seen = new Map<string, { moment: number; item: string }[]>();
  return events.filter((event) => {
    const tolerance = toleranceOf(event.kind);
    if (tolerance === null) return true;
    const { item } = event.source;
    const moment = Date.parse(event.at);
    const key = `${tolerance} ${programOf(event.what)}`;
    const others = seen.get(key) ?? [];
    // Equal entries within one item stay separate here; the merge counts them.
    if (others.some((other) => other.item !== item && Math.abs(other.moment - moment) <= tolerance))
      return false;
    seen.set(key, [...others.slice(-50), { moment, item }]);
    return true;
  });
}

/**
 * A program's or package's name in a form that can be compared: `Firefox.exe` and `firefox:amd64`
 * are the same.
 */
export const programOf = (what: string): string =>
  what
    .trim()
    .toLowerCase()
    .replace(/\.(?:exe|app)$/, '')
    .replace(/:(?:amd64|i386|arm64|armhf|all)$/, '');
