import { jsonOf, numberOf, type Row, rowOf, textOf } from '#collector/toolkit/fields.ts';

/** In the order of syslog(3)'s numbers. */
const levels = ['emerg', 'alert', 'crit', 'err', 'warning', 'notice', 'info', 'debug'];
const longestMessage = 4000;

/** One line per message: `2026-11-23T10:00:00.000Z <err> cupsd[12]: message`; further lines of a message are indented. */
function lineOf(at: string, level: string, writer: string, message: string): string {
  return `${at} <${level}> ${writer}: ${message.trim().replaceAll('\n', '\n  ')}\n`;
}

/** Terminal colours and control characters, except for the line feed. */
const controlCharacters =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to remove.
  /\u001b\[[\d;]{0,20}m|[\u0000-\u0009\u000b-\u001f\u007f]/g;

/** A message in JSON: text, or a list of bytes if it is not UTF-8; null when it was too long for journalctl. */
function messageOf(value: unknown): string | null {
  const text = Array.isArray(value)
    ? Buffer.from(value.slice(0, longestMessage).map(Number)).toString('utf8')
    : value;
  if (typeof text !== 'string') return null;
  const plain = text.slice(0, longestMessage).replace(controlCharacters, ' ');
  return plain.trim() === '' ? null : plain;
}

/** An entry of any log; its level is null when the log does not say. */
export interface LogEntry {
  at: string;
  level: string | null;
  writer: string;
  message: string;
}

export interface JournalEntry extends LogEntry {
  level: string;
}

/** `journalctl --output=json` (systemd.journal-fields(7)): one object per line. Incomplete and damaged lines are skipped. */
export function journalEntries(output: string): JournalEntry[] {
  return output.split('\n').flatMap((line): JournalEntry[] => {
    const row: Row = line.startsWith('{') ? rowOf(jsonOf(line)) : {};
    const message = messageOf(row.MESSAGE);
    const microseconds = numberOf(row.__REALTIME_TIMESTAMP);
    if (message === null || microseconds === null || microseconds > 8.64e18) return [];
    // Readers of the line assume that the name ends at a space, a colon or a bracket.
    const name = (textOf(row.SYSLOG_IDENTIFIER) ?? textOf(row._COMM) ?? 'system')
      .slice(0, 80)
      .replace(/[\s:[\]]/g, '_');
    const pid = numberOf(row._PID) ?? numberOf(row.SYSLOG_PID);
    return [
      {
        at: new Date(microseconds / 1000).toISOString(),
        level: levels[numberOf(row.PRIORITY) ?? -1] ?? 'info',
        writer: pid === null ? name : `${name}[${pid}]`,
        message,
      },
    ];
  });
}

export const journalText = (output: string): string =>
  journalEntries(output)
    .map(({ at, level, writer, message }) => lineOf(at, level, writer, message))
    .join('');

/** `dmesg --time-format=iso --decode`: `kern  :err   : 2026-11-23T05:51:50,426462+00:00 message`; further lines are indented. */
export function kernelEntries(output: string): JournalEntry[] {
  const entries: JournalEntry[] = [];
  for (const line of output.split('\n')) {
    const match =
      /^\w{1,10} {0,8}:(\w{1,10}) {0,8}: (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)[,.](\d{1,3})\d{0,6}([+-]\d\d:?\d\d|Z) (.+)$/.exec(
        line.slice(0, longestMessage),
      );
    const last = entries.at(-1);
    if (!match) {
      if (last && /^\s+\S/.test(line) && last.message.length < longestMessage)
        last.message += `\n${line.trim()}`;
      continue;
    }
    const [, level = '', time = '', fraction = '', zone = '', message = ''] = match;
    const at = new Date(`${time}.${fraction}${zone.replace(/^([+-]\d\d)(\d\d)$/, '$1:$2')}`);
    if (Number.isNaN(at.getTime())) continue;
    entries.push({
      at: at.toISOString(),
      level: level === 'warn' ? 'warning' : level,
      writer: 'kernel',
      message,
    });
  }
  return entries;
}

export const kernelText = (output: string): string =>
  kernelEntries(output)
    .map(({ at, level, writer, message }) => lineOf(at, level, writer, message))
    .join('');
