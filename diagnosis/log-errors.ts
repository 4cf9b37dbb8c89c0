/** A line of a log that tells of an error, or of a program's crash. */
export interface LogError {
  at: string;
  /** The program that wrote it; for a crash the one that crashed. */
  what: string;
  crash: boolean;
  detail: string;
  /** From 1. */
  line: number;
}

/** UTF-16 units at the end of a log that are searched, where the newest lines are: a review is made anew at each switch. */
export const searchedLength = 512 * 1024;
const longestLine = 2000;
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** For logs that say nothing about how grave a line is: the words of several languages, at the start of a word. */
const errorWords =
  /(?<![\p{L}\p{N}_])(?:errors?|fail(?:ed|ure|ures|ing)?|fatal|panic|segfault|corrupt(?:ed|ion)?|timed out|out of memory|fehler|fehlgeschlagen|erreur|échec|échoué|errore|fallito|fallimento|fallo|falló|erro|falha|falhou|mislukt|błąd|chyba|ошибк[аи]|сбой|не удалось)(?![\p{L}\p{N}_])|エラー|失敗|错误|失败|오류|실패/iu;
/** What the kernel was started with may hold `panic=1`; and a line that calls itself a warning is none. */
const noError =
  /\b(?:no|0|without|ignoring) (?:errors?|failures?)\b|\bCommand line: .*|^.{0,120}?(?:^|[\s<[(])warn(?:ing)?[\]>):].*/gi;
/**
 * Lines of a healthy start that name an error only as a subject: collectors and tables for errors (RAS, ERST, EINJ, HEST),
 * hints, mount options, counters at zero, AppArmor's own bookkeeping, what systemd ignores, services called "error reports" that were skipped, and what klog marks as
 * information or a warning.
 */
const harmless =
  /\bCorrectable Errors collector\b|\bError (?:Record Serialization|INJection|Source|Disconnect Recover)\b|\bFirmware First mode for corrected errors\b|\bto correct GPT errors\b|\bscanning .{0,40}\bfor low memory corruption\b|\b(?:errors|on-?error|on-?failure)=[a-z][\w-]*|\b(?:errors?|fail(?:ed|ures?)) ?[=:] ?0\b|\bError reports when automatic reporting\b.*\b(?:skipped|enabled \((?:file watch|timer based)\))|\bfailed condition check\b|\bapparmor="STATUS" .*|\bfailed to [^:]{1,100}, ignoring\b.*|(?<=: )[IW]\d{4} \d\d:\d\d:\d\d\.\d+ .*/gi;
/** A line that Candor made of an entry which says how grave it is. */
const levelled = /^\S{1,40} <(emerg|alert|crit|err|warning|notice|info|debug)> /;
const graveLevels = /^(?:emerg|alert|crit|err)$/;

const isoLine =
  /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:([.,])\d{1,9})?(Z|[+-]\d\d:?\d\d)? +(.+)$/;
const classicLine = /^([A-Z][a-z]{2}) +(\d{1,2}) (\d\d:\d\d:\d\d) (.+)$/;
/**
 * Host, or the level in its place, then `program[number]:`. On macOS a program's name may hold spaces, and launchd adds
 * the service that it speaks of in parentheses.
 */
const writer =
  /^\S{1,255} (?:([^\s:[\]]{1,80}(?: [^\s:[\]]{1,40}){0,4})\[\d{1,10}\](?: \([^()]{1,200}\))?|([^\s:[\]]{1,80})): ?(.+)$/;

/**
 * The errors in a log of journald, syslog, the kernel (`dmesg --time-format=iso`) or macOS. Lines that name no zone are
 * read in `timeZone` (IANA), and those without a year as the last such day before `until` (ISO 8601). Never throws.
 * @param all every line is an error already, because only those were asked for.
 * @param application wrote every line; its lines begin with the time, and name no host and no program.
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

/** How most logging libraries write a level, behind the time and perhaps a thread or a process. */
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
    // Only dmesg writes its fractions behind a comma; its lines name no program.
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
  // A day of clocks that differ: what would lie further ahead is last year's.
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

/** A date and a time of day on the wall → ISO 8601 in UTC; null when there is no such date. */
type ToUtc = (date: string, time: string) => string | null;

/** The system's time zone may be one that this program's data does not know: then UTC. */
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
  // Formatting is slow, and a log has many lines an hour.
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
