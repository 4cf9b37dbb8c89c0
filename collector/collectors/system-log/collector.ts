import {
  because,
  type CollectContext,
  type CollectResult,
  defineCollector,
  jsonItem,
  type RawItem,
  textItem,
} from '#collector/toolkit/define.ts';
import { oneShotPowershell } from '#collector/toolkit/platform-tools.ts';
import { ask, withSilent } from '#collector/toolkit/powershell-sources.ts';
import { sourcesOf } from '#collector/toolkit/source-answers.ts';
import { countEntries, signsIn, win32Counts } from './counts.ts';
import { unifiedEntries, unifiedLines } from './darwin.ts';
import {
  journalEntries,
  journalText,
  kernelEntries,
  kernelText,
  type LogEntry,
} from './journal.ts';
import { linesSince, syslogEntries } from './linux.ts';
import { countedDays, hours } from './types.ts';
import { countsScript, win32Events, windowsScript } from './win32.ts';

const capBytes = 4 * 1024 * 1024;

export const systemLog = defineCollector({
  id: 'system-log',
  title: 'System log',
  purpose:
    'Shows warnings and errors that the system recorded in the last 24 hours. Other programs write to this log too, so it may contain anything.',
  category: 'logs',
  sensitivity: 'private',
  privileges: {
    linux:
      'Messages of the system and of other people, unless the account may read the system log.',
    darwin: 'The whole log, which macOS shows to administrators only.',
  },
  platforms: ['linux', 'darwin', 'win32'],
  presets: ['standard', 'performance', 'full'],
  deadlineMs: 30_000,
  byteCap: capBytes,
  items: [
    'journal.log',
    'syslog.log',
    'messages.log',
    'kern.log',
    'kernel.log',
    'unified.log',
    'unified-earlier.log',
    'events.json',
    'event-counts.json',
  ],
  reads: {
    linux: [
      'journalctl --priority=warning --output=json',
      '/var/log/syslog, /var/log/messages, /var/log/kern.log, if there is no journal',
      'dmesg (warnings and errors), if none of these exists',
    ],
    darwin: [
      'log show --style ndjson (errors and faults: the last hour first, then the 23 hours before)',
    ],
    win32: [
      'PowerShell: Get-WinEvent (System and Application; critical, error, warning)',
      'PowerShell: Get-WinEvent, Group-Object (numbers of events of the last week, without their texts: System, Application, and the logs of Wi-Fi, networks, group policy, printing, apps, profiles, Plug and Play, device management, Entra ID, file shares and Defender)',
    ],
  },
  mayReveal:
    'Anything that programs write to the log. Secrets and personal values that Candor recognizes are replaced. Read it before you send it.',
  async collect(context): Promise<CollectResult> {
    if (context.platform === 'win32') return collectEvents(context);
    if (context.platform === 'darwin') return collectUnifiedLog(context);
    return (
      (await collectJournal(context)) ??
      (await collectLogFiles(context)) ??
      collectKernelLog(context)
    );
  },
});

/** The journal's fields of a message are ten times as long as the message itself. */
const journalFields = '--output-fields=MESSAGE,PRIORITY,SYSLOG_IDENTIFIER,SYSLOG_PID,_COMM,_PID';

/** Null when this machine has no journal. */
async function collectJournal(context: CollectContext): Promise<CollectResult | null> {
  // Not --quiet, which would also hide the hint that this account sees only a part.
  const wanted = [
    '--priority=warning',
    `--since=-${hours}h`,
    '--no-pager',
    '--lines=20000',
    '--output=json',
    journalFields,
  ];
  const journal = await context.run('journalctl', wanted, {
    timeoutMs: 25_000,
    capBytes: 4 * capBytes,
  });
  const text = journalText(journal.stdout);
  if (text === '') {
    // An empty answer is good news only if there is a journal.
    const any = await context.run(
      'journalctl',
      ['--lines=1', '--no-pager', '--quiet', '--output=short-iso'],
      {
        timeoutMs: 5000,
      },
    );
    if (any.stdout.trim() === '') return null;
  }
  const items = [
    textItem('journal.log', text, journal.droppedBytes),
    countsItem(journalEntries(journal.stdout)),
  ];
  if (journal.state === 'stopped') {
    return {
      status: 'partial',
      reason: because(
        'The system took too long to read its log. The newest entries may be missing.',
      ),
      items,
    };
  }
  if (/not seeing messages from other users|insufficient permissions/i.test(journal.stderr)) {
    return {
      status: 'partial',
      reason: because('Your account may read only its own part of the system log.'),
      items,
    };
  }
  return { items };
}

/** How often each program wrote at each level, and which known faults the kernel reported. */
const countsItem = (entries: LogEntry[]): RawItem =>
  jsonItem('event-counts.json', {
    since: entries.reduce<string | null>(
      (first, { at }) => (first === null || at < first ? at : first),
      null,
    ),
    counts: countEntries(entries),
    signs: signsIn(entries),
    unreadable: [],
  });

async function collectLogFiles(context: CollectContext): Promise<CollectResult | null> {
  const since = new Date(context.now().getTime() - hours * 3_600_000);
  let denied = false;
  for (const name of ['syslog', 'messages', 'kern'] as const) {
    const file = name === 'kern' ? 'kern.log' : name;
    const reading = await context.readText(`/var/log/${file}`, capBytes, 'end');
    if (reading.ok) {
      const text = linesSince(reading.text, since, context.now());
      const log = textItem(`${name}.log`, text, reading.droppedBytes);
      return { items: [log, countsItem(syslogEntries(text, context.now()))] };
    }
    denied ||= reading.problem === 'denied';
  }
  return denied
    ? { status: 'denied', reason: because('Your account may not read the system log.') }
    : null;
}

async function collectKernelLog(context: CollectContext): Promise<CollectResult> {
  const wanted = ['--time-format=iso', '--decode', '--level=emerg,alert,crit,err,warn'];
  const kernel = await context.run('dmesg', wanted, { timeoutMs: 5000, capBytes });
  if (kernel.state === 'ended' && kernel.exitCode === 0 && kernel.stdout.trim() !== '') {
    return {
      status: 'partial',
      reason: because(
        'This system has no log of its own. These are the warnings and errors of its kernel since the start.',
      ),
      items: [
        textItem('kernel.log', kernelText(kernel.stdout), kernel.droppedBytes),
        countsItem(kernelEntries(kernel.stdout)),
      ],
    };
  }
  if (/not permitted|permission denied/i.test(kernel.stderr)) {
    return { status: 'denied', reason: because('Your account may not read the system log.') };
  }
  return {
    status: 'unavailable',
    reason: because('This system has no log that Candor can read.'),
  };
}

/**
 * Reads and adds the last hour first: `log show` prints the oldest entries first and needs minutes for a day of a busy Mac.
 * Each range of hours is a separate item.
 */
async function collectUnifiedLog(context: CollectContext): Promise<CollectResult> {
  const now = context.now().getTime();
  const last = await showLog(context, ['--last', '1h'], 13_000);
  // An hour without errors is good news, not a missing answer.
  if (last.whole || last.text !== '')
    context.add(textItem('unified.log', last.text, last.droppedBytes));
  const before = await showLog(
    context,
    ['--start', logTime(now - hours * 3_600_000), '--end', logTime(now - 3_600_000)],
    14_000,
  );
  const items =
    before.text === '' ? [] : [textItem('unified-earlier.log', before.text, before.droppedBytes)];
  if (last.text !== '' || before.text !== '')
    items.push(countsItem(unifiedEntries(before.text + last.text)));
  if (last.whole && before.whole) return { items };
  if (!last.whole && last.text === '' && before.text === '') {
    return last.denied
      ? { status: 'denied', reason: because('Your account may not read the system log.') }
      : { status: 'unavailable', reason: because('The system returned nothing from its log.') };
  }
  return {
    status: 'partial',
    reason: last.whole
      ? because(
          'The last hour of the log is complete. The system did not return all earlier hours in time.',
        )
      : because('The system took too long to read its log. The newest entries may be missing.'),
    items,
  };
}

/** With a time zone, so that neither travel nor summer time shifts it. */
const logTime = (ms: number): string =>
  new Date(ms)
    .toISOString()
    .replace('T', ' ')
    .replace(/\.\d+Z$/, '+0000');

/** `ndjson` has one line per entry in a uniform format, ten times as long as the text that is taken from it. */
async function showLog(context: CollectContext, range: string[], timeoutMs: number) {
  const wanted = [
    'show',
    ...range,
    '--style',
    'ndjson',
    '--predicate',
    'messageType == error OR messageType == fault',
  ];
  const log = await context.run('log', wanted, { timeoutMs, capBytes: 6 * capBytes });
  const whole = log.state === 'ended' && log.exitCode === 0;
  const denied = /must be (?:admin|root)|not permitted|permission/i.test(log.stderr);
  return { text: unifiedLines(log.stdout), droppedBytes: log.droppedBytes, whole, denied };
}

async function collectEvents(context: CollectContext): Promise<CollectResult> {
  const [asked, counted] = await Promise.all([
    ask(context, windowsScript, { timeoutMs: 27_000, capBytes: 16 * 1024 * 1024 }),
    // In a separate PowerShell, because the session is busy with the texts until the deadline.
    oneShotPowershell(context, countsScript, { timeoutMs: 25_000 }),
  ]);
  if (asked.answer === undefined && asked.silent.length === 0) {
    return { status: 'unavailable', reason: because('The system returned nothing from its log.') };
  }
  const { counts, unreadable } = win32Counts(sourcesOf(counted).answer);
  const since = new Date(context.now().getTime() - countedDays * 86_400_000).toISOString();
  const items = [
    jsonItem('events.json', { events: win32Events(asked.answer) }),
    ...(counted === ''
      ? []
      : [jsonItem('event-counts.json', { since, counts, signs: [], unreadable })]),
  ];
  const silent =
    counted === '' ? [...asked.silent, { source: 'eventCounts', error: null }] : asked.silent;
  return withSilent(items, { ...asked, silent });
}
