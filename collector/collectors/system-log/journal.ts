import { jsonOf, numberOf, type Row, rowOf, textOf } from '#collector/toolkit/fields.ts';

/** By syslog(3)'s numbers. */
const levels = ['emerg', 'alert', 'crit', 'err', 'warning', 'notice', 'info', 'debug'];
const longestMessage = 4000;

/** One line a message: `2026-11-23T10:00:00.000Z <err> cupsd[12]: message`; what follows its first line is indented. */
function lineOf(at: string, level: string, writer: string, message: string): string {
  return `${at} <${level}> ${writer}: ${message.trim().replaceAll('\n', '\n  ')}\n`;
}

/** Terminal colours and control characters, except for the line feed. */
const controlCharacters =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is removed.
  /\u001b\[[\d;]{0,20}m|[\u0000-\u0009\u000b-\u001f\u007f]/g;

/** A message as JSON: text, or a list of bytes where it is no UTF-8; null where it was too long to be told. */
function messageOf(value: unknown): string | null {
  const text = Array.isArray(value)
    ? Buffer.from(value.slice(0, longestMessage).map(Number)).toString('utf8')
    : value;
  if (typeof text !== 'string') return null;
  const plain = text.slice(0, longestMessage).replace(controlCharacters, ' ');
  return plain.trim() === '' ? null : plain;
}

/** A line of any log; null where it does not say how grave it is. */
export interface LogEntry {
  at: string;
  level: string | null;
  writer: string;
  message: string;
}

export interface JournalEntry extends LogEntry {
  level: string;
}

/** `journalctl --output=json` (systemd.journal-fields(7)): one object a line. What is cut or broken is passed over. */
export function journalEntries(output: string): JournalEntry[] {
  return output.split('\n').flatMap((line): JournalEntry[] => {
    const row: Row = line.startsWith('{') ? rowOf(jsonOf(line)) : {};
    const message = messageOf(row.MESSAGE);
    const microseconds = numberOf(row.__REALTIME_TIMESTAMP);
    if (message === null || microseconds === null || microseconds > 8.64e18) return [];
    // Whoever reads the line takes the name to end at a space, a colon or a bracket.
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

/** `dmesg --time-format=iso --decode`: `kern  :err   : 2026-11-23T05:51:50,426462+00:00 message`; more lines are indented. */
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
