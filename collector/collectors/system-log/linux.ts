import type { LogEntry } from './journal.ts';

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/**
 * The part of a syslog file that is not older than `since`. Knows ISO times and the classic `Nov  3 04:05:06`, which has
 * no year: a day that would lie in the future is last year's. A line without a time belongs to the one before it.
 */
export function linesSince(text: string, since: Date, now: Date): string {
  const lines = text.split('\n');
  const start = lines.findIndex((line) => {
    const at = timeOf(line, now);
    return at !== null && at >= since;
  });
  if (start < 0) return lines.some((line) => timeOf(line, now) !== null) ? '' : text;
  return lines.slice(start).join('\n');
}

/** When a line of a log was written; null where it does not say. */
export function timeOf(line: string, now: Date): Date | null {
  const iso = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?/.exec(line)?.[0];
  if (iso !== undefined) {
    const date = new Date(iso.replace(/([+-]\d\d)(\d\d)$/, '$1:$2'));
    return Number.isNaN(date.getTime()) ? null : date;
  }
  const classic = /^([A-Z][a-z]{2}) +(\d{1,2}) (\d\d):(\d\d):(\d\d) /.exec(line);
  const month = months.indexOf(classic?.[1] ?? '');
  if (!classic || month < 0) return null;
  const at = (year: number): Date =>
    new Date(
      year,
      month,
      Number(classic[2]),
      Number(classic[3]),
      Number(classic[4]),
      Number(classic[5]),
    );
  const thisYear = at(now.getFullYear());
  return thisYear.getTime() > now.getTime() + 86_400_000 ? at(now.getFullYear() - 1) : thisYear;
}

/** Lines of syslog as entries, without a level, which classic files do not hold. A line without a time is passed over. */
export function syslogEntries(text: string, now: Date): LogEntry[] {
  return text.split('\n').flatMap((whole): LogEntry[] => {
    const line = whole.slice(0, 1000);
    const at = timeOf(line, now);
    const match =
      /^(?:\S{19,40}|[A-Z][a-z]{2} +\d{1,2} [\d:]{8}) \S{1,255} ([^\s:[\]]{1,80}(?:\[\d{1,10}\])?): ?(.+)$/.exec(
        line,
      );
    if (at === null || !match) return [];
    const [, writer = '', message = ''] = match;
    return [{ at: at.toISOString(), level: null, writer, message }];
  });
}
