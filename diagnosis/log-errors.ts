/** A log line that reports an error or a crash. */
export interface LogError {
  at: string;
  /** The program that wrote the line; for a crash, the program that crashed. */
  what: string;
  crash: boolean;
  detail: string;
  /** Counted from 1. */
  line: number;
}

/**
 * UTF-16 units to search at the end of a log, where the newest lines are. The search runs again
 * after each change in the review.
 */
export const searchedLength = 512 * 1024;
const longestLine = 2000;
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** For logs without severity levels: error words of several languages, at the start of a word. */
const errorWords =
  /(?<![\p{L}\p{N}_])(?:errors?|fail(?:ed|ure|ures|ing)?|fatal|panic|segfault|corrupt(?:ed|ion)?|timed out|out of memory|fehler|fehlgeschlagen|erreur|échec|échoué|errore|fallito|fallimento|fallo|falló|erro|falha|falhou|mislukt|błąd|chyba|ошибк[аи]|сбой|не удалось)(?![\p{L}\p{N}_])|エラー|失敗|错误|失败|오류|실패/iu;
/**
 * The kernel's boot parameters may contain `panic=1`, and a line that calls itself a warning is not
 * an error.
 */
const noError =
  /\b(?:no|0|without|ignoring) (?:errors?|failures?)\b|\bCommand line: .*|^.{0,120}?(?:^|[\s<[(])warn(?:ing)?[\]>):].*/gi;
/**
 * Lines of a healthy start that mention errors only as a topic: collectors and tables for errors
 * (RAS, ERST, EINJ, HEST), hints, mount options, counters at zero, AppArmor's own records, what
 * systemd ignores, skipped services called "error reports", and lines that klog marks as
 * information or a warning.
 */
const harmless =
  /\bCorrectable Errors collector\b|\bError (?:Record Serialization|INJection|Source|Disconnect Recover)\b|\bFirmware First mode for corrected errors\b|\bto correct GPT errors\b|\bscanning .{0,40}\bfor low memory corruption\b|\b(?:errors|on-?error|on-?failure)=[a-z][\w-]*|\b(?:errors?|fail(?:ed|ures?)) ?[=:] ?0\b|\bError reports when automatic reporting\b.*\b(?:skipped|enabled \((?:file watch|timer based)\))|\bfailed condition check\b|\bapparmor="STATUS" .*|\bfailed to [^:]{1,100}, ignoring\b.*|(?<=: )[IW]\d{4} \d\d:\d\d:\d\d\.\d+ .*/gi;
/** A line that Candor wrote from an entry that has a severity. */
const levelled = /^\S{1,40} <(emerg|alert|crit|err|warning|notice|info|debug)> /;
const graveLevels = /^(?:emerg|alert|crit|err)$/;

const isoLine =
  /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:([.,])\d{1,9})?(Z|[+-]\d\d:?\d\d)? +(.+)$/;
const classicLine = /^([A-Z][a-z]{2}) +(\d{1,2}) (\d\d:\d\d:\d\d) (.+)$/;
/**
 * Host, or the level in its place, then `program[number]:`. On macOS a program's name may contain
 * spaces, and launchd adds the service it refers to in parentheses.
 */
const writer =
  /^\S{1,255} (?:([^\s:[\]]{1,80}(?: [^\s:[\]]{1,40}){0,4})\[\d{1,10}\](?: \([^()]{1,200}\))?|([^\s:[\]]{1,80})): ?(.+)$/;

/**
 * The errors in a log of journald, syslog, the kernel (`dmesg --time-format=iso`) or macOS. Times
 * without a zone are read in `timeZone` (IANA), and dates without a year as the last such day
 * before `until` (ISO 8601). Never throws.
 * @param all every line is an error, because only errors were requested.
 * @param application the application that wrote every line; its lines begin with the time, and have
 * no host or program.
 */
export function errorsInLog(
  text: string,
  options: { timeZone: string; until: string; all: boolean; application?: string | null },
): LogError[] {
  const cut = Math.max(0, text.length - searchedLength);
  const start = cut === 0 ? 0 : text.indexOf('\n', cut) + 1 || text.length;
  let line = 1;
  for (let at = text.indexOf('\n'); at >= 0 && at < start; at = text.indexOf('\n', at + 1))
    line += 1;
  const toUtc = createZone(options.timeZone);
  const { application = null } = options;
  return text
    .slice(start)
    .split('\n')
    .flatMap((whole, index): LogError[] => {
      const one = whole.slice(0, longestLine);
      if (!options.all && !(application === null ? isError(one) : isApplicationError(one)))
        return [];
      const timed = timeOf(
        application === null ? one : one.replace(/^\[([^\]]{10,40})\]/, '$1'),
        options.until,
        toUtc,
      );
      if (timed === null) return [];
      const said =
        application === null
          ? saidBy(timed.rest, timed.kernel)
          : saidByApplication(application, timed.rest);
      return [{ ...said, at: timed.at, line: line + index }];
    });
}

function isError(line: string): boolean {
  const level = levelled.exec(line)?.[1];
  return level === undefined
    ? errorWords.test(line.replace(harmless, '').replace(noError, ''))
    : graveLevels.test(level);
}

/** How most logging libraries write a level: after the time and perhaps a thread or process. */
const applicationLevel =
  /^.{10,40}?[ [(|](TRACE|DEBUG|INFO|INFORMATION|NOTICE|WARN|WARNING|ERROR|SEVERE|FATAL|CRITICAL)(?=[\])}|: ])/i;
const graveApplicationLevel = /^(?:error|severe|fatal|critical)$/i;
const exceptionWords = /\b(?:[A-Z]\w*(?:Exception|Error)|Traceback|unhandled exception)\b/;

function isApplicationError(line: string): boolean {
  const level = applicationLevel.exec(line)?.[1];
  return level === undefined
    ? exceptionWords.test(line) || isError(line)
    : graveApplicationLevel.test(level);
}

const saidByApplication = (
  what: string,
  rest: string,
): Pick<LogError, 'what' | 'crash' | 'detail'> => ({
  what,
  crash: false,
  detail: rest.trim(),
});

function timeOf(
  line: string,
  until: string,
  toUtc: ToUtc,
): { at: string; rest: string; kernel: boolean } | null {
  const iso = isoLine.exec(line);
  if (iso) {
    const [, date = '', time = '', separator, zone, rest = ''] = iso;
    const at =
      zone === undefined
        ? toUtc(date, time)
        : utc(`${date}T${time}${zone.replace(/^([+-]\d\d)(\d\d)$/, '$1:$2')}`);
    // Only dmesg separates fractions with a comma; its lines do not name a program.
    return at === null ? null : { at, rest, kernel: separator === ',' };
  }
  const classic = classicLine.exec(line);
  const month = months.indexOf(classic?.[1] ?? '') + 1;
  if (!classic || month === 0) return null;
  const [, , day = '', time = '', rest = ''] = classic;
  const year = Number(until.slice(0, 4));
  const dayOf = (one: number): string =>
    `${one}-${String(month).padStart(2, '0')}-${day.padStart(2, '0')}`;
  const thisYear = toUtc(dayOf(year), time);
  // Clocks may differ by up to a day; a date further ahead belongs to last year.
  const ahead = thisYear !== null && Date.parse(thisYear) > Date.parse(until) + 86_400_000;
  const at = ahead ? toUtc(dayOf(year - 1), time) : thisYear;
  return at === null ? null : { at, rest, kernel: false };
}

function saidBy(rest: string, kernel: boolean): Pick<LogError, 'what' | 'crash' | 'detail'> {
  const match = kernel ? null : writer.exec(rest);
  const [what, detail] = match
    ? [match[1] ?? match[2] ?? '', match[3] ?? '']
    : [kernel ? 'kernel' : 'system', rest];
  const crashed =
    /^(?:\[[ \d.]{1,20}\] )?(?:traps: )?([^\s[\]]{1,80})\[\d{1,10}\]:? (?:segfault at|general protection|trap )/.exec(
      detail,
    ) ??
    /^Process \d{1,10} \(([^()\s]{1,80})\) of user \S{1,40} (?:dumped core|terminated abnormally)/.exec(
      detail,
    );
  if (crashed?.[1]) return { what: crashed[1], crash: true, detail };
  const killed = /\bKilled process \d{1,10} \(([^()]{1,80})\)/.exec(detail)?.[1];
  return { what: killed ?? what, crash: false, detail };
}

function utc(text: string): string | null {
  const date = new Date(text);
  return Number.isNaN(date.getTime()) ? null : date.toISOString();
}

/** A date and a local time of day → ISO 8601 in UTC; null when the date does not exist. */
type ToUtc = (date: string, time: string) => string | null;

/** This runtime may not know the system's time zone; it uses UTC then. */
function createZone(timeZone: string): ToUtc {
  let format: Intl.DateTimeFormat;
  const fields = {
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
  } as const;
  try {
    format = new Intl.DateTimeFormat('en-US', { timeZone, hourCycle: 'h23', ...fields });
  } catch {
    format = new Intl.DateTimeFormat('en-US', { timeZone: 'UTC', hourCycle: 'h23', ...fields });
  }
  // Formatting is slow, and a log has many lines per hour.
  const offsets = new Map<string, number>();
  const offsetAt = (moment: number): number => {
    const part = Object.fromEntries(
      format.formatToParts(new Date(moment)).map(({ type, value }) => [type, Number(value)]),
    );
    const wall = Date.UTC(
      part.year ?? 0,
      (part.month ?? 1) - 1,
      part.day ?? 1,
      part.hour ?? 0,
      part.minute ?? 0,
    );
    return wall - Math.floor(moment / 60_000) * 60_000;
  };
  return (date, time) => {
    const wall = Date.parse(`${date}T${time}Z`);
    if (Number.isNaN(wall)) return null;
    const hour = `${date}${time.slice(0, 2)}`;
    const offset = offsets.get(hour) ?? offsetAt(wall - offsetAt(wall));
    offsets.set(hour, offset);
    return new Date(wall - offset).toISOString();
  };
}
