import type { LogEntry } from './journal.ts';

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/**
 * The part of a syslog file since `since`. Supports ISO times and the classic `Nov  3 04:05:06`, which has no year: a day in
 * the future belongs to last year. A line without a time belongs to the line before it.
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

/** The time of a log line; null without one. */
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

/** Syslog lines as entries, without a level, which classic files do not have. Lines without a time are skipped. */
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
