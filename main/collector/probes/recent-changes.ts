import { ask, askEach, withSilent } from './ask-each.ts';
import { because, type CollectContext, type CollectResult, defineCollector, jsonItem } from './define.ts';
import { runProfiler } from './native.ts';
import { aptCommands, type Change, darwinChanges, dpkgChanges, rpmChanges, win32Changes } from './parse/recent-changes.ts';
import type { Silent } from './parse/sources.ts';
import { uninstallKeys } from './uninstall-keys.ts';

const days = 14;

export const recentChanges = defineCollector({
  id: 'recent-changes',
  title: 'Recent software changes',
  purpose: 'Lists what was installed, updated or removed in the last 14 days: what changed is often what broke.',
  category: 'software',
  sensitivity: 'personal',
  privileges: 'none',
  platforms: ['linux', 'darwin', 'win32'],
  presets: ['standard', 'performance', 'full'],
  deadlineMs: 20_000,
  byteCap: 4 * 1024 * 1024,
  reads: {
    linux: ['/var/log/dpkg.log, /var/log/dpkg.log.1, /var/log/apt/history.log, /var/log/apt/history.log.1', 'rpm -qa'],
    darwin: ['system_profiler -json SPInstallHistoryDataType'],
    win32: ['CIM: Win32_QuickFixEngineering', 'Registry: Uninstall keys, those of this person too (name, version, day)'],
  },
  mayReveal: 'Which programs came and went. Who asked for a change is left out.',
  async collect(context): Promise<CollectResult> {
    const since = new Date(context.now().getTime() - days * 86_400_000);
    const found = await gather(context, since);
    if (!found) {
      return { status: 'unavailable', reason: because('This system keeps no record of software changes that Candor can read.') };
    }
    const changes = found.changes.sort((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0));
    const content = { since: since.toISOString(), changes, commands: found.commands };
    return withSilent([jsonItem('recent-changes.json', content)], { silent: [], stopped: false, ...found });
  },
});

interface Changes {
  changes: Change[];
  /** What a person or a program asked the package system to do, newest last. */
  commands: { at: string; command: string }[];
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
  const cap = 8 * 1024 * 1024;
  const [older, newer, olderApt, newerApt, rpm] = await Promise.all([
    // Logs are rotated monthly: 14 days may reach into the one before.
    context.readText('/var/log/dpkg.log.1', cap, 'end'),
    context.readText('/var/log/dpkg.log', cap, 'end'),
    context.readText('/var/log/apt/history.log.1', cap, 'end'),
    context.readText('/var/log/apt/history.log', cap, 'end'),
    context.run('rpm', ['-qa', '--queryformat', '%{INSTALLTIME}\\t%{NAME}\\t%{VERSION}-%{RELEASE}\\n'], { capBytes: cap }),
  ]);
  if (!newer.ok && rpm.state !== 'ended') return null;
  const texts = (...readings: (typeof older)[]): string => readings.map((reading) => (reading.ok ? reading.text : '')).join('\n');
  return {
    changes: [...dpkgChanges(texts(older, newer), since), ...rpmChanges(rpm.stdout, since)],
    commands: aptCommands(texts(olderApt, newerApt), since),
  };
}

const windowsScript = askEach({
  updates: {
    list: `Get-CimInstance Win32_QuickFixEngineering -ErrorAction Stop|Select-Object HotFixID,Description,@{n='At';e={$d=$_.InstalledOn;if($d -is [datetime]){$d.ToString('yyyy-MM-dd')}else{"$d"}}}`,
  },
  programs: { list: uninstallKeys },
});
