import {
  because,
  type CollectContext,
  type CollectResult,
  defineCollector,
  jsonItem,
} from '#collector/toolkit/define.ts';
import { runProfiler } from '#collector/toolkit/platform-tools.ts';
import { ask, withSilent } from '#collector/toolkit/powershell-sources.ts';
import type { Silent } from '#collector/toolkit/source-answers.ts';
import type { Text } from '#contract/text/text.ts';
import { darwinChanges } from './darwin.ts';
import { aptCommands, dpkgChanges, rpmChanges } from './linux.ts';
import { pacmanChanges, rpmLogChanges, zypperChanges } from './package-logs.ts';
import type { Change } from './types.ts';
import { win32Changes, windowsScript } from './win32.ts';

const days = 14;

export const recentChanges = defineCollector({
  id: 'recent-changes',
  title: 'Recent software changes',
  purpose:
    'Lists what was installed, updated or removed in the last 14 days. A recent change is often the cause of a problem.',
  category: 'software',
  sensitivity: 'personal',
  privileges: {
    linux: 'Removals and updates by dnf or zypper, if ordinary accounts may not read their log.',
  },
  platforms: ['linux', 'darwin', 'win32'],
  presets: ['standard', 'performance', 'full'],
  deadlineMs: 20_000,
  byteCap: 4 * 1024 * 1024,
  items: ['recent-changes.json'],
  reads: {
    linux: [
      '/var/log/dpkg.log, /var/log/dpkg.log.1, /var/log/apt/history.log, /var/log/apt/history.log.1',
      '/var/log/dnf.rpm.log, /var/log/dnf.rpm.log.1, /var/log/yum.log',
      '/var/log/zypp/history',
      '/var/log/pacman.log',
      'rpm -qa',
    ],
    darwin: ['system_profiler -json SPInstallHistoryDataType'],
    win32: [
      'CIM: Win32_QuickFixEngineering',
      'Registry: Uninstall keys of the computer and of this person (name, version, day)',
    ],
  },
  mayReveal: 'Which programs were installed and removed. Who made a change is left out.',
  async collect(context): Promise<CollectResult> {
    const since = new Date(context.now().getTime() - days * 86_400_000);
    const found = await gather(context, since);
    if (!found) {
      return {
        status: 'unavailable',
        reason: because('This system has no record of software changes that Candor can read.'),
      };
    }
    const { gap = null } = found;
    const changes = found.changes.sort((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0));
    const items = [
      jsonItem('recent-changes.json', {
        since: since.toISOString(),
        changes,
        commands: found.commands,
      }),
    ];
    if (gap !== null) return { status: 'partial', reason: gap, items };
    return withSilent(items, { silent: [], stopped: false, ...found });
  },
});

interface Changes {
  changes: Change[];
  /** Requests of a person or a program to the package system, newest last. */
  commands: { at: string; command: string }[];
  /** Why the records do not show all changes. */
  gap?: Text | null;
  silent?: Silent[];
  stopped?: boolean;
}

async function gather(context: CollectContext, since: Date): Promise<Changes | null | undefined> {
  if (context.platform === 'win32') {
    const { answer, silent, stopped } = await ask(context, windowsScript);
    return answer && { changes: win32Changes(answer, since), commands: [], silent, stopped };
  }
  if (context.platform === 'darwin') {
    const history = await runProfiler(context, 'SPInstallHistoryDataType');
    return history === '' ? null : { changes: darwinChanges(history, since), commands: [] };
  }
  return gatherLinux(context, since);
}

const cap = 8 * 1024 * 1024;

async function gatherLinux(context: CollectContext, since: Date): Promise<Changes | null> {
  const logs = {
    // Logs are rotated monthly, so 14 days may reach into the previous one.
    dpkg: ['/var/log/dpkg.log.1', '/var/log/dpkg.log'],
    apt: ['/var/log/apt/history.log.1', '/var/log/apt/history.log'],
    rpm: ['/var/log/yum.log', '/var/log/dnf.rpm.log.1', '/var/log/dnf.rpm.log'],
    zypper: ['/var/log/zypp/history'],
    pacman: ['/var/log/pacman.log'],
  };
  const [dpkg, apt, rpm, zypper, pacman, database] = await Promise.all([
    readLogs(context, logs.dpkg),
    readLogs(context, logs.apt),
    readLogs(context, logs.rpm),
    readLogs(context, logs.zypper),
    readLogs(context, logs.pacman),
    context.run(
      'rpm',
      ['-qa', '--queryformat', '%{INSTALLTIME}\\t%{NAME}\\t%{VERSION}-%{RELEASE}\\n'],
      { capBytes: cap },
    ),
  ]);
  const found = [dpkg, rpm, zypper, pacman].some(({ ok }) => ok);
  // On Debian, rpm is a tool without a database.
  const byRpm = database.state === 'ended' && database.stdout.trim() !== '';
  if (!found && !byRpm) return null;
  const logged = [
    ...dpkgChanges(dpkg.text, since),
    ...rpmLogChanges(rpm.text, since, context.now()),
    ...zypperChanges(zypper.text, since),
    ...pacmanChanges(pacman.text, since, context.now()),
  ];
  const known = new Set(logged.map(({ name, to }) => `${name} ${to}`));
  const rest = rpmChanges(database.stdout, since).filter(
    ({ name, to }) => !known.has(`${name} ${to}`),
  );
  const closed = rpm.denied || zypper.denied;
  return {
    changes: [...logged, ...rest],
    commands: aptCommands(apt.text, since),
    gap:
      !byRpm || found
        ? null
        : closed
          ? because(
              'Your account may not read the log of the package system, so removals are missing and updates look like installations.',
            )
          : because(
              'The package system has no log here, so removals are missing and updates look like installations.',
            ),
  };
}

/** Several logs as one text, the oldest first. `denied` when this account may not read one of them. */
async function readLogs(context: CollectContext, paths: readonly string[]) {
  const readings = await Promise.all(paths.map((path) => context.readText(path, cap, 'end')));
  return {
    ok: readings.some(({ ok }) => ok),
    denied: readings.some((reading) => !reading.ok && reading.problem === 'denied'),
    text: readings.map((reading) => (reading.ok ? reading.text : '')).join('\n'),
  };
}
