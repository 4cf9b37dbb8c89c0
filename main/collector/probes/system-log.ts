import { because, type CollectContext, type CollectResult, defineCollector, jsonItem, textItem } from './define.ts';
import { runPowershell } from './native.ts';
import { journalText, kernelText } from './parse/journal.ts';
import { linesSince, win32Events } from './parse/system-log.ts';

const hours = 24;
const capBytes = 4 * 1024 * 1024;

export const systemLog = defineCollector({
  id: 'system-log',
  title: 'System log',
  purpose:
    'Warnings and errors that the system wrote down in the last 24 hours. Other programs write here too, so it may hold anything.',
  category: 'logs',
  sensitivity: 'private',
  platforms: ['linux', 'darwin', 'win32'],
  presets: ['standard', 'performance', 'full'],
  deadlineMs: 30_000,
  byteCap: capBytes,
  reads: {
    linux: [
      'journalctl --priority=warning --output=json',
      '/var/log/syslog, /var/log/messages, /var/log/kern.log, where there is no journal',
      'dmesg (warnings and errors), where there is none of them',
    ],
    darwin: ['log show --last 24h (errors and faults)'],
    win32: ['PowerShell: Get-WinEvent (System and Application; critical, error, warning)'],
  },
  mayReveal:
    'Anything that programs write down. Secrets and personal values that Candor recognizes are replaced; read it before you send it.',
  async collect(context): Promise<CollectResult> {
    if (context.platform === 'win32') return collectEvents(context);
    if (context.platform === 'darwin') return collectUnifiedLog(context);
    return (await collectJournal(context)) ?? (await collectLogFiles(context)) ?? collectKernelLog(context);
  },
});

/** What the journal itself knows of a message is ten times as long as the message. */
const journalFields = '--output-fields=MESSAGE,PRIORITY,SYSLOG_IDENTIFIER,SYSLOG_PID,_COMM,_PID';

/** Null when this machine keeps no journal. */
async function collectJournal(context: CollectContext): Promise<CollectResult | null> {
  // Not --quiet: it would also hide the hint that this account sees only a part.
  const wanted = ['--priority=warning', `--since=-${hours}h`, '--no-pager', '--lines=20000', '--output=json', journalFields];
  const journal = await context.run('journalctl', wanted, { timeoutMs: 25_000, capBytes: 4 * capBytes });
  const text = journalText(journal.stdout);
  if (text === '') {
    // An empty answer is good news only where there is a journal at all.
    const any = await context.run('journalctl', ['--lines=1', '--no-pager', '--quiet', '--output=short-iso'], {
      timeoutMs: 5000,
    });
    if (any.stdout.trim() === '') return null;
  }
  const items = [textItem('journal.log', text, journal.droppedBytes)];
  if (journal.state === 'stopped') {
    return {
      status: 'partial',
      reason: because('The system took too long to read its log; the newest entries may be missing.'),
      items,
    };
  }
  if (/not seeing messages from other users|insufficient permissions/i.test(journal.stderr)) {
    return { status: 'partial', reason: because('Your account may read only its own part of the system log.'), items };
  }
  return { items };
}

async function collectLogFiles(context: CollectContext): Promise<CollectResult | null> {
  const since = new Date(context.now().getTime() - hours * 3_600_000);
  let denied = false;
  for (const name of ['syslog', 'messages', 'kern.log']) {
    const reading = await context.readText(`/var/log/${name}`, capBytes, 'end');
    if (reading.ok) {
      const text = linesSince(reading.text, since, context.now());
      return { items: [textItem(`${name}${name.endsWith('.log') ? '' : '.log'}`, text, reading.droppedBytes)] };
    }
    denied ||= reading.problem === 'denied';
  }
  return denied ? { status: 'denied', reason: because('Your account may not read the system log.') } : null;
}

async function collectKernelLog(context: CollectContext): Promise<CollectResult> {
  const wanted = ['--time-format=iso', '--decode', '--level=emerg,alert,crit,err,warn'];
  const kernel = await context.run('dmesg', wanted, { timeoutMs: 5000, capBytes });
  if (kernel.state === 'ended' && kernel.exitCode === 0 && kernel.stdout.trim() !== '') {
    return {
      status: 'partial',
      reason: because(
        'This system keeps no log of its own; these are the warnings and errors of its kernel since it was started.',
      ),
      items: [textItem('kernel.log', kernelText(kernel.stdout), kernel.droppedBytes)],
    };
  }
  if (/not permitted|permission denied/i.test(kernel.stderr)) {
    return { status: 'denied', reason: because('Your account may not read the system log.') };
  }
  return { status: 'unavailable', reason: because('This system keeps no log that Candor can read.') };
}

async function collectUnifiedLog(context: CollectContext): Promise<CollectResult> {
  const wanted = [
    'show',
    '--last',
    `${hours}h`,
    '--style',
    'syslog',
    '--predicate',
    'messageType == error OR messageType == fault',
  ];
  const log = await context.run('log', wanted, { timeoutMs: 20_000, capBytes });
  const items = [textItem('unified.log', log.stdout, log.droppedBytes)];
  if (log.state === 'ended' && log.exitCode === 0) return { items };
  if (log.stdout === '') return { status: 'unavailable', reason: because('The system gave no answer about its log.') };
  return {
    status: 'partial',
    reason: because('The system took too long to read its log; the newest entries may be missing.'),
    items,
  };
}

async function collectEvents(context: CollectContext): Promise<CollectResult> {
  const answer = await runPowershell(context, windowsScript, { timeoutMs: 25_000, capBytes: 16 * 1024 * 1024 });
  if (answer === undefined) return { status: 'unavailable', reason: because('The system gave no answer about its log.') };
  return { items: [jsonItem('events.json', { events: win32Events(answer) })] };
}

const windowsScript = `
$e=@(Get-WinEvent -MaxEvents 3000 -FilterHashtable @{LogName='System','Application';Level=1,2,3;StartTime=(Get-Date).AddHours(-${hours})}|
Select-Object @{n='At';e={$_.TimeCreated.ToUniversalTime().ToString('o')}},LogName,ProviderName,Id,Level,Message);
ConvertTo-Json -Compress -InputObject $e`;
