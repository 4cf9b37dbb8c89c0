import os from 'node:os';
import {
  because,
  type CollectContext,
  type CollectResult,
  defineCollector,
  jsonItem,
} from '#collector/toolkit/define.ts';
import { type Asked, ask, withSilent } from '#collector/toolkit/powershell-sources.ts';
import type { Text } from '#contract/text/text.ts';
import { journalEntries, kernelEntries } from '../system-log/journal.ts';
import { darwinCrashes } from './darwin.ts';
import {
  apportCrashes,
  coredumpctlCrashes,
  coredumpFiles,
  crashKeeperOf,
  kernelCrashes,
} from './linux.ts';
import { type Crash, recentCrashes } from './types.ts';
import { win32Crashes, windowsScript } from './win32.ts';

const days = 30;

export const crashes = defineCollector({
  id: 'crashes',
  title: 'Crashes and hangs',
  purpose:
    'Lists which programs crashed in the last 30 days, and when. Candor never reads what was in their memory.',
  category: 'logs',
  sensitivity: 'personal',
  privileges: {
    linux: 'Crashes of other people and of system services.',
    darwin: 'Crashes of system services.',
    win32: 'Stop errors, because only administrators can open their folder.',
  },
  platforms: ['linux', 'darwin', 'win32'],
  presets: ['standard', 'performance', 'full'],
  deadlineMs: 12_000,
  byteCap: 512 * 1024,
  items: ['crashes.json'],
  reads: {
    linux: [
      'coredumpctl list --json=short',
      '/var/lib/systemd/coredump (names only)',
      '/var/crash (names only)',
      '/proc/sys/kernel/core_pattern',
      'journalctl or dmesg, if no program records crashes (only kernel lines about a crash)',
    ],
    darwin: ['/Library/Logs/DiagnosticReports, ~/Library/Logs/DiagnosticReports (names only)'],
    win32: [
      'PowerShell: names in ReportArchive, ReportQueue, CrashDumps and Minidump',
      'PowerShell: Get-WinEvent (Application: crashes and hangs, by number: program, module and exception, never the path)',
    ],
  },
  mayReveal:
    'Which programs a person uses, and when they crashed. Reports and memory dumps themselves are never opened.',
  async collect(context): Promise<CollectResult> {
    const since = new Date(context.now().getTime() - days * 86_400_000);
    const { found, closed, asked, gap = null, reachesTo = null } = await gather(context, since);
    if (found === null) {
      return closed
        ? { status: 'denied', reason: because('Your account may not see the list of crashes.') }
        : {
            status: 'unavailable',
            reason: gap ?? because('This system has no list of crashes that Candor can read.'),
          };
    }
    const list = recentCrashes(found, since);
    const first =
      reachesTo !== null && reachesTo > since.toISOString() ? reachesTo : since.toISOString();
    const items = [jsonItem('crashes.json', { since: first, count: list.length, crashes: list })];
    if (gap !== null) return { status: 'partial', reason: gap, items };
    if (asked && (asked.silent.length > 0 || asked.stopped)) return withSilent(items, asked);
    if (!closed) return { items };
    return {
      status: 'partial',
      reason: because('Your account may see only its own crashes, not those of the whole system.'),
      items,
    };
  },
});

interface Gathered {
  /** Null when the system has no list. */
  found: Crash[] | null;
  /** Whether a list exists that this account may not read. */
  closed: boolean;
  /** Why crashes are missing that no list contains. */
  gap?: Text | null;
  /** When the record begins, if that is later than requested; ISO 8601. */
  reachesTo?: string | null;
  asked?: Asked;
}

async function gather(context: CollectContext, since: Date): Promise<Gathered> {
  if (context.platform === 'win32') {
    const asked = await ask(context, windowsScript, { timeoutMs: 10_000 });
    return { found: win32Crashes(asked.answer), closed: asked.answer?.closed === true, asked };
  }
  if (context.platform === 'darwin') {
    const folders = [
      '/Library/Logs/DiagnosticReports',
      `${os.homedir()}/Library/Logs/DiagnosticReports`,
    ];
    return together(
      await Promise.all(folders.map((folder) => context.listFolder(folder, { times: true }))),
      darwinCrashes,
    );
  }
  return gatherLinux(context, since);
}

async function gatherLinux(context: CollectContext, since: Date): Promise<Gathered> {
  const seconds = `--since=@${Math.floor(since.getTime() / 1000)}`;
  const [listed, dumps, reports, pattern] = await Promise.all([
    context.run('coredumpctl', ['list', '--json=short', '--no-pager', seconds], {
      timeoutMs: 8000,
    }),
    context.listFolder('/var/lib/systemd/coredump'),
    context.listFolder('/var/crash', { times: true }),
    context.readText('/proc/sys/kernel/core_pattern', 4096),
  ]);
  const files = together([dumps], (entries) => coredumpFiles(entries.map(({ name }) => name)));
  const apport = together([reports], apportCrashes);
  const known = listed.state === 'ended' ? coredumpctlCrashes(listed.stdout) : [];
  const none = files.found === null && apport.found === null && listed.state !== 'ended';
  const all = [...known, ...(files.found ?? []), ...(apport.found ?? [])];
  const keeper = crashKeeperOf(pattern.ok ? pattern.text : '');
  const closed = files.closed || apport.closed || /insufficient permissions/i.test(listed.stderr);
  if (keeper === 'known' || !pattern.ok) return { found: none ? null : all, closed };
  const noticed = await kernelLog(context, seconds);
  const gap = because(
    keeper === 'other'
      ? 'Another program records crashes here, and Candor cannot read its list. Only crashes that the kernel noticed are listed.'
      : 'This system does not record crashed programs. Only crashes that the kernel noticed are listed.',
  );
  if (noticed !== null)
    return {
      found: [...all, ...noticed.crashes],
      closed: false,
      gap,
      reachesTo: noticed.reachesTo,
    };
  const unread = because(
    'This system does not record crashed programs, and your account may not read the kernel log.',
  );
  return { found: all.length > 0 ? all : null, closed: false, gap: unread };
}

/** Null when this account may not read the kernel log. */
async function kernelLog(
  context: CollectContext,
  since: string,
): Promise<{ crashes: Crash[]; reachesTo: string | null } | null> {
  const wanted = [
    '_TRANSPORT=kernel',
    '--grep=segfault at|traps: |general protection',
    since,
    '--lines=5000',
  ];
  const limits = { timeoutMs: 6000, capBytes: 8 * 1024 * 1024 };
  const journal = await context.run(
    'journalctl',
    [...wanted, '--no-pager', '--output=json', '--output-fields=MESSAGE'],
    limits,
  );
  const written = kernelCrashes(journalEntries(journal.stdout));
  if (written.length > 0) return { crashes: written, reachesTo: null };
  const kernel = await context.run('dmesg', ['--time-format=iso', '--decode'], {
    timeoutMs: 4000,
    capBytes: 8 * 1024 * 1024,
  });
  if (kernel.state !== 'ended' || kernel.exitCode !== 0) return null;
  const entries = kernelEntries(kernel.stdout);
  return { crashes: kernelCrashes(entries), reachesTo: entries[0]?.at ?? null };
}

type Listings = Awaited<ReturnType<CollectContext['listFolder']>>[];

function together(
  listings: Listings,
  parse: (entries: Extract<Listings[number], { ok: true }>['entries']) => Crash[],
): Gathered {
  const open = listings.flatMap((listing) => (listing.ok ? [parse(listing.entries)] : []));
  return {
    found: open.length > 0 ? open.flat() : null,
    closed: listings.some((listing) => !listing.ok && listing.problem === 'denied'),
  };
}
