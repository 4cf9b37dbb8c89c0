import { dateOf, numberOf, rowsOf, textOf } from '#collector/toolkit/fields.ts';
import type { LogEntry } from './journal.ts';

/** The number of equal events: by provider and number on Windows, by program and level elsewhere. */
export interface EventCount {
  /** Windows: the log. */
  log?: string;
  source: string;
  /** Windows: the event number, which is the same in every language. */
  id?: number;
  level: string | null;
  count: number;
  firstAt: string;
  lastAt: string;
}

/** A known kind of fault in the kernel's messages. */
export interface Sign {
  sign: string;
  count: number;
  firstAt: string;
  lastAt: string;
}

const mostCounts = 500;

interface Dated {
  count: number;
  firstAt: string;
  lastAt: string;
}

/** Adds one event to the entry of its key. */
function add<T extends Dated>(
  counts: Map<string, T>,
  key: string,
  first: Omit<T, keyof Dated>,
  at: string,
): void {
  const known = counts.get(key);
  if (known === undefined) {
    counts.set(key, { ...first, count: 1, firstAt: at, lastAt: at } as T);
    return;
  }
  known.count += 1;
  if (at < known.firstAt) known.firstAt = at;
  if (at > known.lastAt) known.lastAt = at;
}

/** The most frequent first. */
const mostFrequent = <T extends Dated>(counts: Iterable<T>): T[] =>
  [...counts]
    .sort((a, b) => b.count - a.count || (a.lastAt < b.lastAt ? 1 : -1))
    .slice(0, mostCounts);

export function countEntries(
  entries: Iterable<Pick<LogEntry, 'at' | 'writer' | 'level'>>,
): EventCount[] {
  const counts = new Map<string, EventCount>();
  for (const { at, writer, level } of entries) {
    const source = writer.replace(/\[\d{1,10}\]$/, '');
    add(counts, `${source} ${level}`, { source, level }, at);
  }
  return mostFrequent(counts.values());
}

/** The kernel's words, which are never translated. One line for each event, so that none is counted twice. */
const signs: readonly [string, RegExp][] = [
  [
    'disk error',
    /\b(?:I\/O error, dev (?!loop|zram|sr|fd)|critical (?:medium|target) error|failed command: (?:READ|WRITE))/,
  ],
  [
    'disk connection reset',
    /\bata\d{1,3}(?:\.\d{1,2})?: (?:hard|soft) resetting link|\bnvme\S{1,20}: .{0,60}\b(?:timeout, (?:aborting|reset)|controller is down|Device not ready; aborting reset)/,
  ],
  [
    'file system error',
    /\b(?:EXT[234]-fs error|XFS \(\S{1,60}\): .{0,60}\bcorruption|BTRFS (?:error|critical)|F2FS-fs \(\S{1,60}\): inconsistent|Remounting filesystem read-only)/i,
  ],
  ['program ended for lack of memory', /\bout of memory: Kill(?:ed)? process\b/i],
  ['processor or memory fault', /\[Hardware Error\]: CPU\b|\bEDAC \S{1,20}: \d{1,9} (?:CE|UE)\b/],
  // Usually before the description of a fault, and alone when another program logs the description.
  ['machine check logged', /\[Hardware Error\]: Machine check events logged/],
  [
    'graphics hang',
    /\bGPU (?:HANG|reset begin)|\bNVRM: Xid\b|\*ERROR\* ring \S{1,30} (?:timeout|test failed)/,
  ],
  [
    'overheating',
    /\b(?:temperature(?:\/speed)? (?:is )?above (?:\w{1,20} )?threshold|thermal shutdown|critical temperature reached)/i,
  ],
  [
    'USB error',
    /\busb \S{1,30}: (?:device descriptor read\/\S{1,10}, error|device not accepting address|unable to enumerate)|\bover-current (?:condition|change)/,
  ],
  ['hung task', /\btask \S{1,40} blocked for more than \d{1,6} seconds|\bsoft lockup - CPU/],
];

export function signsIn(entries: Iterable<Pick<LogEntry, 'at' | 'writer' | 'message'>>): Sign[] {
  const found = new Map<string, Sign>();
  for (const { at, writer, message } of entries) {
    if (writer !== 'kernel') continue;
    const sign = signs.find(([, shape]) => shape.test(message.slice(0, 500)))?.[0];
    if (sign !== undefined) add(found, sign, { sign }, at);
  }
  return mostFrequent(found.values());
}

const levels: Readonly<Record<number, string>> = {
  1: 'critical',
  2: 'error',
  3: 'warning',
  4: 'information',
};

/** `{ counts: groups of Get-WinEvent, missing and closed logs among them }`. */
export function win32Counts(answer: unknown): { counts: EventCount[]; unreadable: string[] } {
  const rows = rowsOf(rowsOf(answer)[0]?.counts ?? []);
  const counts = rows.flatMap((row): EventCount[] => {
    const [log, source, id, count] = [
      textOf(row.Log),
      textOf(row.Source),
      numberOf(row.Id),
      numberOf(row.Count),
    ];
    const [firstAt, lastAt] = [dateOf(row.First), dateOf(row.Last)];
    if (
      log === null ||
      source === null ||
      id === null ||
      !count ||
      firstAt === null ||
      lastAt === null
    )
      return [];
    return [
      { log, source, id, level: levels[numberOf(row.Level) ?? 0] ?? null, count, firstAt, lastAt },
    ];
  });
  const unreadable = rows.flatMap((row) => {
    const error = textOf(row.Error);
    // A log that this edition of Windows does not have is not a gap.
    return error === null || error.startsWith('NoMatchingLogsFound') ? [] : (textOf(row.Log) ?? []);
  });
  return { counts: mostFrequent(counts), unreadable };
}
