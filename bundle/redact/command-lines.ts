import { bareSpan, quotedSpan, type Span } from './field-values.ts';
import type { Finder, Match } from './match.ts';
import { isSecretValue } from './value-tests.ts';

/**
 * Options whose value is a secret only for these programs. `glued`: the value may follow the option
 * without a space. `after`: the user name before the colon, percent sign or comma of the value is
 * not replaced.
 */
interface Program {
  names: string;
  options: string;
  glued?: boolean;
  after?: string;
}

const programs: readonly Program[] = [
  {
    names:
      'mysql mysqldump mysqladmin mysqlimport mysqlshow mysqlcheck mysqlpump mysqlsh mysqlbinlog mariadb mariadb-dump mariadb-admin mycli',
    options: '-p',
    glued: true,
  },
  { names: 'sshpass', options: '-p', glued: true },
  { names: 'redis-cli keydb-cli valkey-cli', options: '-a --pass' },
  {
    names: 'mongo mongosh mongodump mongorestore mongoexport mongoimport mongostat',
    options: '-p',
    glued: true,
  },
  { names: 'curl', options: '-u --user -U --proxy-user', glued: true, after: ':' },
  { names: 'lftp ncftp', options: '-u -p', after: ',' },
  { names: 'http https xh', options: '-a --auth', after: ':' },
  {
    names: 'ldapsearch ldapmodify ldapadd ldapdelete ldapwhoami ldappasswd ldapcompare',
    options: '-w -s -a',
    glued: true,
  },
  {
    names: 'smbclient rpcclient smbget smbmap winexe wmic nmblookup smbpasswd pdbedit',
    options: '-U --user',
    after: '%',
  },
  { names: 'plink pscp psftp putty winscp', options: '-pw' },
  {
    names: 'docker podman nerdctl buildah skopeo helm oras crane',
    options: '-p --creds --src-creds --dest-creds',
  },
  { names: 'sqlcmd bcp osql isql tsql', options: '-P', glued: true },
  { names: 'zip 7z 7za 7zr unzip unrar rar', options: '-p -P', glued: true },
  { names: 'xfreerdp wlfreerdp mstsc freerdp', options: '/p:', glued: true },
  { names: 'rdesktop vncviewer', options: '-p' },
  { names: 'ipmitool', options: '-P' },
  {
    names: 'snmpwalk snmpget snmpset snmpbulkwalk snmptable snmpgetnext',
    options: '-c -A -X',
    glued: true,
  },
  { names: 'openssl', options: '-k -K -passin -passout -pass' },
  { names: 'az', options: '-p' },
  { names: 'oc', options: '-p -t' },
  { names: 'psexec psexec64 psexec.exe', options: '-p' },
  { names: 'useradd usermod', options: '-p' },
  { names: 'influx cqlsh clickhouse-client arangosh', options: '-p' },
  { names: 'mosquitto_pub mosquitto_sub', options: '-P' },
  { names: 'svn', options: '-p' },
  { names: 'cmdkey', options: '/pass:', glued: true },
  { names: 'restic borg', options: '-p' },
  { names: 'swaks', options: '-ap' },
  { names: 'iwconfig', options: 'key' },
  { names: 'nmcli', options: 'password' },
];

/** The nth plain word after these words is a secret. */
const positions: readonly { words: RegExp; anchor: string }[] = [
  {
    anchor: 'htpasswd',
    words:
      /htpasswd(?:\s+-[A-Za-z]{1,8})*\s+-[A-Za-z]*b[A-Za-z]*(?:\s+-[A-Za-z]{1,8})*\s+\S{1,200}\s+\S{1,100}\s+/y,
  },
  {
    anchor: 'wpa_passphrase',
    words: /wpa_passphrase\s+(?:"[^"\n]{1,64}"|'[^'\n]{1,64}'|\S{1,64})\s+/y,
  },
  { anchor: 'net user', words: /net user\s+\S{1,64}\s+(?=[^/\s])/iy },
  {
    anchor: 'net use',
    words: /net use\s+(?:\S:\s+|\*\s+)?\\\\\S{1,200}\s+(?:\/user:\S{1,100}\s+)?(?=[^/\s])/iy,
  },
  { anchor: 'vault login', words: /vault login\s+(?:-\S{1,60}\s+)*/y },
  { anchor: 'identified by', words: /identified by\s+(?:password\s+)?(?=')/iy },
  { anchor: 'password', words: /password\s+(?=')/iy },
  { anchor: 'secret', words: /secret\s+(?=')/iy },
  { anchor: 'thin:', words: /thin:[\w.$-]{1,60}\/(?=[^@\s]{1,100}@)/iy },
  { anchor: 'sqlplus', words: /sqlplus(?:\s+-\w{1,8})*\s+[\w.$-]{1,60}\/(?=[^@\s]{1,100}@?)/iy },
  { anchor: 'requirepass', words: /requirepass\s+/iy },
  { anchor: 'chpasswd', words: /chpasswd\s+<<<\s*["']?[\w.-]{1,60}:/y },
  { anchor: '--from-literal', words: /--from-literal[= ]["']?[\w.-]{1,80}=/y },
  { anchor: 'pass:', words: /pass:(?=\S{3})/y },
  { anchor: 'snmp-server community', words: /snmp-server community\s+/iy },
  { anchor: 'personalaccesstoken', words: /personalaccesstoken\s+/iy },
];

const names = programs.flatMap((program) =>
  program.names.split(' ').map((name) => ({ name, program })),
);
export const programAnchors: readonly string[] = [
  ...names.map(({ name }) => `${name} `),
  ...names.map(({ name }) => `${name}.exe `),
  ...positions.map(({ anchor }) => anchor),
];

const longestLine = 2000;

/** `mysql -phunter2`, `curl -u bob:hunter2`, `smbclient -U bob%hunter2`, `net use * \\server\share hunter2`. */
export const findCommandSecrets: Finder = ({ text, hits }) => {
  const places = hits('program');
  const found: Match[] = [];
  let done = 0;
  for (let index = 0; index < places.length; index += 2) {
    const number = places[index] ?? 0;
    const end = places[index + 1] ?? 0;
    const start = end - (programAnchors[number]?.length ?? 0);
    if (start < done || /[\w$-]/.test(text.charAt(start - 1))) continue;
    const spans =
      number < names.length * 2
        ? optionValues(text, end, names[number % names.length]?.program)
        : positionValue(text, start, positions[number - names.length * 2]?.words);
    for (const span of spans) {
      if (span.start < done) continue;
      found.push({ ...span, rule: 'command-line', kind: 'secret', value: 'password' });
      done = span.end;
    }
  }
  return found;
};

/**
 * The rest of the command: to the end of the line, across line breaks after `\`, but not into the
 * next command.
 */
function commandEnd(text: string, from: number): number {
  const last = Math.min(text.length, from + longestLine);
  for (let at = from; at < last; at += 1) {
    const character = text.charAt(at);
    if (character === '\n' && !/\\\r?$/.test(text.slice(Math.max(0, at - 2), at))) return at;
    if (character === ';' || character === '|' || character === '\u2029') return at;
  }
  return last;
}

const option = /(?:[\s"'[,(]|^)(--?[A-Za-z][\w-]*|\/[a-z]+:|key(?= )|password(?= ))/g;

function optionValues(text: string, from: number, program: Program | undefined): Span[] {
  if (!program) return [];
  const end = commandEnd(text, from);
  const command = text.slice(from - 1, end);
  if (!/[-/](?:\w)|key|password/.test(command)) return [];
  const wanted = program.options.split(' ');
  const spans: Span[] = [];
  option.lastIndex = 0;
  for (let match = option.exec(command); match !== null; match = option.exec(command)) {
    const word = match[1] ?? '';
    const at = from - 1 + option.lastIndex;
    const exact = wanted.includes(word);
    const glued =
      program.glued === true
        ? wanted.find(
            (one) => !one.startsWith('--') && word.startsWith(one) && word.length > one.length,
          )
        : undefined;
    const start = exact
      ? valueStart(text, at)
      : glued === undefined
        ? null
        : at - word.length + glued.length;
    const span = start === null ? null : valueAt(text, start, end, program.after);
    if (span) spans.push(span);
  }
  return spans;
}

const gap = /(?:[ \t]*\\\r?\n[ \t]*|[ \t]{1,8}|=|["'],[ \t]*["'])?/y;
function valueStart(text: string, at: number): number {
  gap.lastIndex = at;
  gap.test(text);
  return gap.lastIndex;
}

function valueAt(text: string, start: number, end: number, after: string | undefined): Span | null {
  if (start >= end) return null;
  const span = quotedSpan(text, start) ?? bareSpan(text, start, false);
  if (!span || span.start >= end || text.charAt(span.start) === '-') return null;
  const sign = after === undefined ? -1 : text.slice(span.start, span.end).indexOf(after);
  if (after !== undefined && sign < 0) return null;
  const value = { start: span.start + sign + 1, end: span.end };
  return isSecretValue(text.slice(value.start, value.end)) && value.end > value.start
    ? value
    : null;
}

function positionValue(text: string, start: number, words: RegExp | undefined): Span[] {
  if (!words) return [];
  words.lastIndex = start;
  if (!words.test(text)) return [];
  const span = valueAt(text, words.lastIndex, text.length, undefined);
  if (!span) return [];
  const at = text.slice(span.start, span.end).indexOf('@');
  return [
    /[/]$/.test(text.slice(start, words.lastIndex)) && at > 0
      ? { start: span.start, end: span.start + at }
      : span,
  ];
}
