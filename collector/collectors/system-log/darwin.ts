import { dateOf, jsonOf, numberOf, rowOf, textOf } from '#collector/toolkit/fields.ts';
import type { LogEntry } from './journal.ts';

const longestMessage = 2000;

/**
 * `log show --style ndjson` as the lines of `--style syslog`: one line per entry, whatever the message contains, with the
 * time unchanged. The last line of the output is a count and not an entry.
 */
export function unifiedLines(output: string): string {
  const lines = output.split('\n').flatMap((line) => {
    if (!line.startsWith('{')) return [];
    const row = rowOf(jsonOf(line));
    const [at, message] = [textOf(row.timestamp), textOf(row.eventMessage)];
    if (at === null || message === null) return [];
    const image = textOf(row.processImagePath) ?? '';
    const program = image.slice(image.lastIndexOf('/') + 1).replaceAll(' ', '_') || 'unknown';
    const part = [textOf(row.subsystem), textOf(row.category)]
      .filter((row) => row !== null)
      .join(':');
    const kind = row.messageType === 'Fault' ? '<Fault>' : '<Error>';
    const whole = typeof row.eventMessage === 'string' ? row.eventMessage : message;
    const text = whole.slice(0, longestMessage).replaceAll(/\s{0,40}\n\s{0,40}/g, ' | ');
    return [
      `${at}  localhost ${program}[${numberOf(row.processID) ?? 0}]: ${kind} ${part === '' ? '' : `[${part}] `}${text}`,
    ];
  });
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`;
}

/** Parses the lines of `unifiedLines` into entries. */
export function unifiedEntries(lines: string): LogEntry[] {
  const line =
    /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d\.\d{1,6})([+-]\d\d)(\d\d) {2}localhost (\S{1,200})\[\d{1,10}\]: <(Error|Fault)> (.*)$/gm;
  return [...lines.matchAll(line)].flatMap(
    ([, day, time, hour, minute, writer = '', kind = '', message = '']): LogEntry[] => {
      const at = dateOf(`${day}T${time}${hour}:${minute}`);
      return at === null ? [] : [{ at, level: kind.toLowerCase(), writer, message }];
    },
  );
}
