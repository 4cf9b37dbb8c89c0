import { dateOf, jsonOf, numberOf, rowOf, rowsOf, textOf } from '../../toolkit/fields.ts';

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
    new Date(year, month, Number(classic[2]), Number(classic[3]), Number(classic[4]), Number(classic[5]));
  const thisYear = at(now.getFullYear());
  return thisYear.getTime() > now.getTime() + 86_400_000 ? at(now.getFullYear() - 1) : thisYear;
}

const levels = ['always', 'critical', 'error', 'warning', 'information', 'verbose'];

/** Lists of `Get-WinEvent`, by any name; all of them together, newest first. */
export function win32Events(answer: unknown) {
  const events = Object.values(rowOf(answer)).flatMap((list) => rowsOf(list ?? []));
  return events
    .map((row) => ({
      at: dateOf(row.At),
      log: textOf(row.LogName),
      source: textOf(row.ProviderName),
      id: numberOf(row.Id),
      level: levels[numberOf(row.Level) ?? -1] ?? null,
      message: typeof row.Message === 'string' ? row.Message.slice(0, 4000) : null,
    }))
    .sort((a, b) => ((a.at ?? '') < (b.at ?? '') ? 1 : (a.at ?? '') > (b.at ?? '') ? -1 : 0));
}

const longestMessage = 2000;

/**
 * `log show --style ndjson` as the lines that `--style syslog` would give: one line an entry, whatever stands in a message,
 * with the time as it was told. The last line counts the entries and is none itself.
 */
export function unifiedLines(output: string): string {
  const lines = output.split('\n').flatMap((line) => {
    if (!line.startsWith('{')) return [];
    const row = rowOf(jsonOf(line));
    const [at, message] = [textOf(row.timestamp), textOf(row.eventMessage)];
    if (at === null || message === null) return [];
    const image = textOf(row.processImagePath) ?? '';
    const program = image.slice(image.lastIndexOf('/') + 1).replaceAll(' ', '_') || 'unknown';
    const part = [textOf(row.subsystem), textOf(row.category)].filter((one) => one !== null).join(':');
    const kind = row.messageType === 'Fault' ? '<Fault>' : '<Error>';
    const whole = typeof row.eventMessage === 'string' ? row.eventMessage : message;
    const said = whole.slice(0, longestMessage).replaceAll(/\s{0,40}\n\s{0,40}/g, ' | ');
    return [`${at}  localhost ${program}[${numberOf(row.processID) ?? 0}]: ${kind} ${part === '' ? '' : `[${part}] `}${said}`];
  });
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`;
}
