import {
  because,
  type CollectContext,
  type CollectResult,
  defineCollector,
  jsonItem,
} from '#collector/toolkit/define.ts';
import { namesIn, oneShotPowershell, runProfiler } from '#collector/toolkit/platform-tools.ts';
import { ask, withSilent } from '#collector/toolkit/powershell-sources.ts';
import { darwinUpdates } from './darwin.ts';
import {
  aptUpdates,
  dnfUpdates,
  notifierUpdates,
  restartPackages,
  zypperUpdates,
} from './linux.ts';
import { nothingKnown, type Updates } from './types.ts';
import { waitingScript, win32Updates, win32Waiting, windowsScript } from './win32.ts';

export const updates = defineCollector({
  id: 'updates',
  title: 'System updates',
  purpose:
    'Shows which system updates are waiting or failed, and whether one needs a restart. Candor does not contact a server for this.',
  category: 'software',
  sensitivity: 'technical',
  privileges: 'none',
  platforms: ['linux', 'darwin', 'win32'],
  presets: ['standard', 'full'],
  deadlineMs: 20_000,
  byteCap: 256 * 1024,
  items: ['updates.json'],
  reads: {
    linux: [
      '/var/lib/update-notifier/updates-available',
      '/run/reboot-required, /run/reboot-required.pkgs',
      '/var/lib/apt (only when its lists were last updated)',
      '/var/cache/apt (only whether apt has a cache)',
      'apt-get --simulate upgrade (installs nothing, locks nothing; without a cache it takes seconds and runs only in “full”)',
      'dnf --cacheonly --quiet check-update',
      'zypper --no-refresh list-updates',
    ],
    darwin: [
      'system_profiler -json SPInstallHistoryDataType',
      'defaults read /Library/Preferences/com.apple.SoftwareUpdate',
    ],
    win32: [
      'CIM: Win32_QuickFixEngineering',
      'COM: Microsoft.Update.AutoUpdate (when Windows last searched)',
      'COM: Microsoft.Update.Session (updates that Windows already knows are waiting; offline, without a server)',
      'PowerShell: Get-WinEvent (System: failed updates, by number)',
      'Registry: WindowsUpdate\\Auto Update\\RebootRequired, Component Based Servicing\\RebootPending',
      'Registry: WindowsUpdate\\UX\\Settings (until when updates are paused), Policies\\…\\WindowsUpdate\\AU (whether the organisation has a server)',
    ],
  },
  mayReveal: 'Which known security holes may still be open here.',
  async collect(context): Promise<CollectResult> {
    if (context.platform === 'win32') return collectWindows(context);
    const found = await gather(context);
    if (found === null)
      return {
        status: 'unavailable',
        reason: because('This system does not show its updates.'),
      };
    const items = [jsonItem('updates.json', found)];
    if (found.waiting !== null) return { items };
    return {
      status: 'partial',
      reason: because('The system does not count the updates that are waiting.'),
      items,
    };
  },
});

async function gather(context: CollectContext): Promise<Updates | null> {
  if (context.platform === 'linux') return gatherLinux(context);
  const [history, preferences] = await Promise.all([
    runProfiler(context, 'SPInstallHistoryDataType', { timeoutMs: 15_000 }),
    context.run('defaults', ['read', '/Library/Preferences/com.apple.SoftwareUpdate'], {
      timeoutMs: 5000,
    }),
  ]);
  return history === '' && preferences.stdout === ''
    ? null
    : darwinUpdates(history, preferences.stdout);
}

async function gatherLinux(context: CollectContext): Promise<Updates | null> {
  const [notifier, required, packages, apt, dnf, zypper] = await Promise.all([
    context.readText('/var/lib/update-notifier/updates-available', 64 * 1024),
    context.readText('/run/reboot-required', 4096),
    context.readText('/run/reboot-required.pkgs', 64 * 1024),
    context.listFolder('/var/lib/apt', { times: true }),
    // Exit code 100 means that updates are waiting. Uses only the cache, no server.
    context.run('dnf', ['--cacheonly', '--quiet', 'check-update'], { timeoutMs: 15_000 }),
    context.run('zypper', ['--non-interactive', '--no-refresh', '--xmlout', 'list-updates'], {
      timeoutMs: 15_000,
      capBytes: 4 * 1024 * 1024,
    }),
  ]);
  const cached = dnf.state === 'ended' && (dnf.exitCode === 0 || dnf.exitCode === 100);
  const suse = zypper.state === 'ended' ? zypperUpdates(zypper.stdout) : null;
  if (!notifier.ok && !required.ok && !apt.ok && !cached && suse === null) return null;
  const lists = apt.ok ? apt.entries.find(({ name }) => name === 'lists') : undefined;
  return {
    ...nothingKnown,
    ...(notifier.ok
      ? notifierUpdates(notifier.text)
      : cached
        ? { waiting: dnfUpdates(dnf.stdout) }
        : (suse ?? (await askApt(context)))),
    // The absence of the file means that no restart is needed only if update-notifier is installed.
    restartNeeded: required.ok ? true : notifier.ok ? false : null,
    restartFor: packages.ok ? restartPackages(packages.text) : [],
    lastCheckedAt: lists?.modifiedAt ?? null,
  };
}

/**
 * Returns nothing without apt's lists, because then apt knows no updates. Without a cache (containers and some
 * administrators turn `pkgcache.bin` off) apt builds one in memory, which takes two to three seconds of processor time, so
 * that happens only in a thorough run.
 */
async function askApt(context: CollectContext): Promise<Partial<Updates>> {
  const lists = await namesIn(context, '/var/lib/apt/lists', /Release$/);
  const cache = await namesIn(context, '/var/cache/apt', /^pkgcache\.bin$/);
  if (lists.length === 0 || (cache.length === 0 && !context.thorough)) return {};
  const wanted = [
    '--simulate',
    '--quiet',
    '--with-new-pkgs',
    '-o',
    'Debug::NoLocking=true',
    'upgrade',
  ];
  const upgrade = await context.run('apt-get', wanted, {
    timeoutMs: 15_000,
    capBytes: 4 * 1024 * 1024,
  });
  return upgrade.state === 'ended' && upgrade.exitCode === 0 ? aptUpdates(upgrade.stdout) : {};
}

/** Windows lists waiting updates only in an unrestricted PowerShell and while its service runs, so a missing list is not a gap. */
async function collectWindows(context: CollectContext): Promise<CollectResult> {
  const [asked, waiting] = await Promise.all([
    ask(context, windowsScript, { timeoutMs: 18_000 }),
    oneShotPowershell(context, waitingScript, { timeoutMs: 18_000, capBytes: 512 * 1024 }),
  ]);
  const found = win32Updates(asked.answer);
  if (found === null)
    return {
      status: 'unavailable',
      reason: because('This system does not show its updates.'),
    };
  return withSilent(
    [jsonItem('updates.json', { ...found, ...win32Waiting(waiting), silent: asked.silent })],
    asked,
  );
}
