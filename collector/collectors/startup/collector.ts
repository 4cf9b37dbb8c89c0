import os from 'node:os';
import {
  because,
  type CollectContext,
  type CollectResult,
  defineCollector,
  jsonItem,
} from '#collector/toolkit/define.ts';
import { namesIn, readMany } from '#collector/toolkit/platform-tools.ts';
import { type Asked, ask, whole, withSilent } from '#collector/toolkit/powershell-sources.ts';
import { type BootTimes, systemdBoot, win32Boot } from './boot.ts';
import { cronAtStart } from './cron.ts';
import { launchItems, loginItems } from './darwin.ts';
import { autostart, wantedUnits } from './linux.ts';
import type { StartupItem } from './types.ts';
import { bootScript, win32Startup, windowsScript } from './win32.ts';

export const startup = defineCollector({
  id: 'startup',
  title: 'Startup programs',
  purpose:
    'Lists programs and services that start with the computer, and how long starting took, for a computer that starts slowly.',
  category: 'software',
  sensitivity: 'personal',
  privileges: {
    linux: 'What other people start with cron.',
    darwin: 'Whether a login item is turned on.',
    win32: 'How long the last starts took, and scheduled tasks that ordinary accounts may not see.',
  },
  platforms: ['linux', 'darwin', 'win32'],
  presets: ['standard', 'performance', 'full'],
  deadlineMs: 20_000,
  byteCap: 1024 * 1024,
  items: ['boot.json', 'startup.json'],
  reads: {
    linux: [
      '/etc/systemd/system/*.wants (names only)',
      '~/.config/systemd/user/*.wants, /etc/systemd/user/*.wants (names only)',
      '/etc/crontab, /etc/cron.d/*, crontab -l (names of programs on @reboot lines)',
      '/etc/xdg/autostart/*.desktop',
      '~/.config/autostart/*.desktop (names, and whether they are turned off)',
      'systemd-analyze time, systemd-analyze blame (how long the last start and its units took)',
    ],
    darwin: [
      '/Library/LaunchAgents, /Library/LaunchDaemons, ~/Library/LaunchAgents (names only)',
      '/Applications/*/Contents/Library/LoginItems (names only)',
      '/Applications (names only)',
    ],
    win32: [
      'CIM: Win32_StartupCommand (names only)',
      'Registry: Explorer\\StartupApproved (names, and whether they are turned off)',
      'PowerShell: Get-ScheduledTask (names and states of tasks that are not Microsoft’s)',
      'PowerShell: Get-WinEvent (by number: duration and kind of starts, what slowed them, how long group policy took at sign-in)',
      'Registry: Session Manager\\Power (Fast Startup)',
    ],
  },
  mayReveal:
    'Which programs a person uses. The commands themselves, with their paths and arguments, are left out.',
  async collect(context): Promise<CollectResult> {
    if (context.platform === 'win32') return collectWindows(context);
    const [found, boot] = await Promise.all([
      gather(context),
      context.platform === 'linux' ? gatherBoot(context) : null,
    ]);
    const times = boot === null ? [] : [jsonItem('boot.json', boot)];
    if (found !== null) {
      const items = [jsonItem('startup.json', { count: found.length, items: found }), ...times];
      if (!found.some(({ enabled }) => enabled === null)) return { items };
      const reason = because(
        'The system shows only an administrator which login items are turned on.',
      );
      return { status: 'partial', reason, items };
    }
    return {
      status: 'unavailable',
      reason: because('The system did not list its startup programs.'),
    };
  },
});

export async function gather(context: CollectContext): Promise<StartupItem[] | null> {
  if (context.platform === 'win32')
    return win32Startup(
      whole(await ask(context, windowsScript), ['programs', 'approved', 'tasks']),
    );
  const found =
    context.platform === 'darwin' ? await gatherLaunchItems(context) : await gatherLinux(context);
  return found.length > 0 ? found : null;
}

/** Null when systemd did not start this computer. */
async function gatherBoot(context: CollectContext): Promise<BootTimes | null> {
  const [time, blame] = await Promise.all([
    context.run('systemd-analyze', ['time', '--no-pager'], { timeoutMs: 5000 }),
    context.run('systemd-analyze', ['blame', '--no-pager'], { timeoutMs: 5000 }),
  ]);
  return systemdBoot(time.stdout, blame.stdout);
}

async function gatherLaunchItems(context: CollectContext): Promise<StartupItem[]> {
  const [applications, agents, daemons, own] = await Promise.all([
    namesIn(context, '/Applications', /\.app$/),
    namesIn(context, '/Library/LaunchAgents'),
    namesIn(context, '/Library/LaunchDaemons'),
    namesIn(context, `${os.homedir()}/Library/LaunchAgents`),
  ]);
  const folders = applications.map((name) => `/Applications/${name}/Contents/Library/LoginItems`);
  const logins = await Promise.all(folders.map((folder) => namesIn(context, folder)));
  return [
    ...loginItems(logins.flat()),
    ...launchItems(agents, 'agent', 'system'),
    ...launchItems(daemons, 'daemon', 'system'),
    ...launchItems(own, 'agent', 'person'),
  ];
}

async function gatherLinux(context: CollectContext): Promise<StartupItem[]> {
  const home = os.homedir();
  const parts = await Promise.all([
    gatherUnits(context, '/etc/systemd/system', 'system'),
    gatherUnits(context, `${home}/.config/systemd/user`, 'person'),
    gatherUnits(context, '/etc/systemd/user', 'system', 'user service'),
    gatherCron(context),
    gatherAutostart(context, '/etc/xdg/autostart', 'system'),
    gatherAutostart(context, `${home}/.config/autostart`, 'person'),
  ]);
  return parts.flat();
}

async function gatherUnits(
  context: CollectContext,
  folder: string,
  whose: StartupItem['whose'],
  kind = 'service',
): Promise<StartupItem[]> {
  const targets = await namesIn(context, folder, /\.wants$/);
  const units = await Promise.all(targets.map((target) => namesIn(context, `${folder}/${target}`)));
  return wantedUnits(units.flat(), whose).map((unit) => ({ ...unit, kind }));
}

async function gatherCron(context: CollectContext): Promise<StartupItem[]> {
  const files = await namesIn(context, '/etc/cron.d', /^[\w-]{1,100}$/);
  const [own, tables] = await Promise.all([
    context.run('crontab', ['-l'], { timeoutMs: 3000, capBytes: 256 * 1024 }),
    readMany(context, ['/etc/crontab', ...files.map((name) => `/etc/cron.d/${name}`)], 64 * 1024),
  ]);
  const items = (names: string[], whose: StartupItem['whose']): StartupItem[] =>
    [...new Set(names)].slice(0, 200).map((name) => ({ name, kind: 'cron', whose, enabled: true }));
  return [
    ...items(
      tables.flatMap((table) => cronAtStart(table, true)),
      'system',
    ),
    ...items(cronAtStart(own.stdout, false), 'person'),
  ];
}

async function gatherAutostart(
  context: CollectContext,
  folder: string,
  whose: StartupItem['whose'],
): Promise<StartupItem[]> {
  const names = await namesIn(context, folder, /\.desktop$/);
  const texts = await readMany(
    context,
    names.map((name) => `${folder}/${name}`),
  );
  return names.flatMap((name, index) => autostart(name, texts[index] ?? '', whose));
}

async function collectWindows(context: CollectContext): Promise<CollectResult> {
  const asked: Asked = await ask(context, windowsScript, { timeoutMs: 10_000 });
  const times: Asked = await ask(context, bootScript, { timeoutMs: 8000 });
  const found = win32Startup(asked.answer);
  if (found === null) {
    return {
      status: 'unavailable',
      reason: because('The system did not list its startup programs.'),
    };
  }
  const items = [jsonItem('startup.json', { count: found.length, items: found })];
  if (times.answer !== undefined) items.push(jsonItem('boot.json', win32Boot(times.answer)));
  const silent = [...asked.silent, ...times.silent];
  // The usual case with an ordinary account, which may not read that log.
  if (silent.length === 1 && silent[0]?.source === 'boots') {
    return {
      status: 'partial',
      reason: because('Windows shows only an administrator how long its starts took.'),
      items,
    };
  }
  return withSilent(items, { silent, stopped: asked.stopped || times.stopped });
}
