import os from 'node:os';
import { changedFiles } from '#collector/os/changed-files.ts';
import {
  because,
  type CollectContext,
  type CollectResult,
  defineCollector,
  jsonItem,
} from '#collector/toolkit/define.ts';
import { ask } from '#collector/toolkit/powershell-sources.ts';
import { darwinRestarts } from './darwin.ts';
import { journalBoots, wtmpRestarts } from './linux.ts';
import { changedIn, settingOf, skippedSetting } from './settings.ts';
import {
  days,
  type HistoryChange,
  type HistoryCrash,
  mostOfEach,
  type Restart,
  type Setting,
} from './types.ts';
import { win32History, windowsScript } from './win32.ts';

interface Found {
  restarts: Restart[];
  settings: Setting[];
  changes: HistoryChange[];
  crashes: HistoryCrash[];
  /** A sentence about what is missing; null when everything was there. */
  missing: string | null;
}

export const systemHistory = defineCollector({
  id: 'system-history',
  title: 'Restarts and changed settings',
  purpose:
    'Shows when the computer was restarted and which settings changed in the last 14 days. The settings themselves are not read.',
  category: 'system',
  sensitivity: 'personal',
  privileges: {
    win32: 'The reliability records, if the organisation does not let ordinary accounts read them.',
  },
  platforms: ['linux', 'darwin', 'win32'],
  presets: ['standard', 'performance', 'full'],
  deadlineMs: 20_000,
  byteCap: 1024 * 1024,
  items: ['system-history.json'],
  reads: {
    linux: [
      'journalctl --list-boots',
      'last -x reboot shutdown',
      '/etc (names of files and when they changed, never their contents; without files about accounts, keys and certificates)',
      '~/.config/autostart (names and times)',
    ],
    darwin: [
      'last reboot shutdown',
      '/Library/LaunchAgents, /Library/LaunchDaemons, /Library/Preferences (names and times)',
      '~/Library/LaunchAgents (names and times)',
    ],
    win32: [
      'PowerShell: Get-WinEvent (System: starts, shutdowns and stop errors, by number)',
      'CIM: Win32_ReliabilityRecords',
    ],
  },
  mayReveal:
    'When the computer was used, and which programs have settings on it. The settings themselves are left out.',
  async collect(context): Promise<CollectResult> {
    const since = new Date(context.now().getTime() - days * 86_400_000);
    const { missing, ...found } = await gather(context, since);
    const item = jsonItem('system-history.json', {
      since: since.toISOString(),
      restarts: newest(found.restarts, since),
      settings: newest(found.settings, since),
      changes: newest(found.changes, since),
      crashes: newest(found.crashes, since),
    });
    if (missing === null) return { items: [item] };
    const nothing = Object.values(found).every((list) => list.length === 0);
    return {
      status: nothing ? 'unavailable' : 'partial',
      reason: because(missing),
      items: nothing ? [] : [item],
    };
  },
});

function newest<T extends { at: string }>(list: T[], since: Date): T[] {
  const first = since.toISOString();
  return list
    .filter(({ at }) => at >= first)
    .sort((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0))
    .slice(0, mostOfEach);
}

async function gather(context: CollectContext, since: Date): Promise<Found> {
  if (context.platform === 'win32') {
    const { answer, silent, stopped } = await ask(context, windowsScript, { timeoutMs: 18_000 });
    const none = { restarts: [], changes: [], crashes: [] };
    const gaps = silent.map(({ source }) => missingParts[source] ?? '');
    if (stopped && gaps.length === 0)
      gaps.push('Windows took too long to respond. Only what it returned in time is included.');
    const missing =
      answer === undefined && gaps.length === 0
        ? 'The system returned nothing about its history.'
        : gaps[0];
    return { ...(win32History(answer) ?? none), settings: [], missing: missing ?? null };
  }
  return context.platform === 'darwin' ? gatherDarwin(context, since) : gatherLinux(context, since);
}

async function gatherLinux(context: CollectContext, since: Date): Promise<Found> {
  const [boots, wtmp, etc, autostart] = await Promise.all([
    context.run('journalctl', ['--list-boots', '--no-pager', '--output=json'], { timeoutMs: 8000 }),
    context.run('last', ['-x', '--time-format', 'iso', 'reboot', 'shutdown'], { timeoutMs: 5000 }),
    changedFiles('/etc', since, { skip: skippedSetting, signal: context.signal }),
    context.listFolder(`${os.homedir()}/.config/autostart`, { times: true }),
  ]);
  const known = wtmpRestarts(wtmp.stdout);
  const restarts = known.length > 0 ? known : journalBoots(boots.stdout);
  return {
    restarts,
    settings: [
      ...etc.files.map(({ path, modifiedAt }) => settingOf(path, modifiedAt)),
      ...changedIn(
        autostart.ok ? autostart.entries : [],
        since,
        'startup',
        (name) => `~/.config/autostart/${name}`,
      ),
    ],
    changes: [],
    crashes: [],
    missing: etc.cut
      ? 'There are too many settings files to check all of them.'
      : restarts.length === 0
        ? 'This system has no record of its restarts that Candor can read. Changed settings are included.'
        : null,
  };
}

async function gatherDarwin(context: CollectContext, since: Date): Promise<Found> {
  const folders = [
    ['/Library/LaunchAgents', 'startup'],
    ['/Library/LaunchDaemons', 'startup'],
    [`${os.homedir()}/Library/LaunchAgents`, 'startup'],
    ['/Library/Preferences', 'system'],
  ] as const;
  const [last, ...listings] = await Promise.all([
    context.run('last', ['reboot', 'shutdown'], { timeoutMs: 5000 }),
    ...folders.map(([folder]) => context.listFolder(folder, { times: true })),
  ]);
  const restarts = darwinRestarts(last.stdout, context.now());
  const settings = listings.flatMap((listing, index) => {
    const [folder = '', area = 'system'] = folders[index] ?? [];
    const shown = folder.replace(os.homedir(), '~');
    return listing.ok
      ? changedIn(listing.entries, since, area, (name) =>
          name.endsWith('.plist') ? `${shown}/${name}` : null,
        )
      : [];
  });
  const missing =
    restarts.length === 0
      ? 'The system did not list its restarts. Changed settings are included.'
      : null;
  return { restarts, settings, changes: [], crashes: [], missing };
}

const missingParts: Readonly<Record<string, string>> = {
  restarts: 'Windows returned nothing about its restarts.',
  records: 'Windows has no reliability records, or does not show them to your account.',
};
