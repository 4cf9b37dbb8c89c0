import { z } from 'zod';
import { itemId } from '../collector/collector.ts';

/** The kinds of events in the timeline; a list can be filtered by one of them. */
export const timelineKinds = [
  'installed',
  'updated',
  'removed',
  'reconfigured',
  'rebooted',
  'crashed',
  'error',
] as const;
export const timelineKind = z.enum(timelineKinds);
export type TimelineKind = z.infer<typeof timelineKind>;

/** How far the timeline looks back. */
export const timelineDays = 14;
/**
 * Maximum number of events of one kind, the newest ones: thousands of updated packages must not
 * push out a crash.
 */
export const timelineKindCap = 300;

/**
 * One event. `what`: the program, package, file or source. `at`: ISO 8601, UTC; with `dayOnly` the
 * system stores only the day, in the person's own time zone, and the time of day means nothing.
 */
export const timelineEvent = z.strictObject({
  at: z.iso.datetime(),
  dayOnly: z.boolean(),
  kind: timelineKind,
  what: z.string().min(1).max(200),
  detail: z.string().max(300).nullable(),
  /** The number of equal events that this one combines; `at` is the newest of them. */
  count: z.number().int().positive(),
  /** The oldest of them; null when there is only one. */
  firstAt: z.iso.datetime().nullable(),
  /**
   * Where it was read: a JSON Pointer (RFC 6901) into a JSON item, a line counted from 1 in a text
   * item.
   */
  source: z.strictObject({
    item: itemId,
    pointer: z.string().max(500).nullable(),
    line: z.number().int().positive().nullable(),
  }),
});
export type TimelineEvent = z.infer<typeof timelineEvent>;

/**
 * `timeline.json`: newest first. `unreadable` lists items that could not be read, so that nothing
 * is missing silently.
 */
export const timelineDocument = z.strictObject({
  since: z.iso.datetime(),
  until: z.iso.datetime(),
  events: z.array(timelineEvent).max(timelineKinds.length * timelineKindCap),
  /** The number of events beyond the limit, with combined events counted one by one. */
  dropped: z.number().int().nonnegative(),
  unreadable: z.array(z.strictObject({ item: itemId, detail: z.string().max(1000) })).max(20),
});
export type TimelineDocument = z.infer<typeof timelineDocument>;

/**
 * The details that Candor wrote itself; all other details come from the machine. English source
 * texts, used as translation keys.
 */
export const timelineWords = {
  started: 'started',
  stopped: 'shut down',
  unexpected: 'started without having been shut down',
  asked: 'asked to shut down or restart',
  stopError: 'stopped with a stop error',
  driver: 'driver',
  notInstalled: 'could not be installed',
  hung: 'did not answer any more',
} as const;
/** The value of `what` when an event concerns the whole computer. */
export const wholeComputer = 'system';

const known = <T extends z.ZodType>(type: T) => type.nullable();

/**
 * Shapes of further JSON items that the timeline is read from, in addition to item-shapes.ts. Other
 * keys are not read.
 */
export const timelineItems = {
  'recent-changes/recent-changes.json': z.object({
    changes: z.array(
      z.object({
        at: z.string(),
        action: z.string(),
        name: z.string(),
        from: known(z.string()),
        to: known(z.string()),
      }),
    ),
  }),
  'updates/updates.json': z.object({
    installed: z.array(z.object({ at: z.string(), name: z.string() })),
  }),
  'crashes/crashes.json': z.object({
    crashes: z.array(
      z.object({
        at: z.string(),
        program: z.string(),
        kind: known(z.string()),
        cause: known(z.string()),
      }),
    ),
  }),
  'system-history/system-history.json': z.object({
    restarts: z.array(z.object({ at: z.string(), how: z.string(), detail: known(z.string()) })),
    settings: z.array(z.object({ at: z.string(), area: z.string(), name: z.string() })),
    changes: z.array(
      z.object({ at: z.string(), action: z.string(), name: z.string(), driver: z.boolean() }),
    ),
    crashes: z.array(z.object({ at: z.string(), program: z.string(), hang: z.boolean() })),
  }),
  'system-log/events.json': z.object({
    events: z.array(
      z.object({
        at: known(z.string()),
        source: known(z.string()),
        id: known(z.number()),
        level: known(z.string()),
        message: known(z.string()),
      }),
    ),
  }),
} as const;

/** Text items that are searched for errors, line by line. */
export const timelineLogs = [
  'system-log/journal.log',
  'system-log/syslog.log',
  'system-log/messages.log',
  'system-log/kern.log',
  'system-log/kernel.log',
  'system-log/unified.log',
  'system-log/unified-earlier.log',
] as const;

/**
 * The items that the timeline needs in addition to the shaped items and the logs of applications.
 */
export const timelineItemIds: readonly string[] = [...Object.keys(timelineItems), ...timelineLogs];

/**
 * Maximum number of application logs that are searched; each costs time at each change of a review.
 */
const mostApplicationLogs = 40;

/**
 * The bundle's items that are logs of the organisation's own applications:
 * `app-dispatch/log-1.txt`.
 */
export const applicationLogsIn = (ids: Iterable<string>): string[] =>
  [...ids].filter((id) => /^app-[a-z0-9-]+\/log-\d+\.txt$/.test(id)).slice(0, mostApplicationLogs);

/** The item with the name of the application that a log or another item belongs to. */
export const applicationIndexOf = (id: string): string => `${id.split('/', 1)[0]}/application.json`;

/** All items that the timeline of this bundle needs, except the shaped items. */
export function timelineItemsIn(ids: Iterable<string>): string[] {
  const logs = applicationLogsIn(ids);
  return [...timelineItemIds, ...new Set(logs.map(applicationIndexOf)), ...logs];
}
