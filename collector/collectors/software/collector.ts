import {
  because,
  type CollectContext,
  type CollectResult,
  defineCollector,
  jsonItem,
} from '#collector/toolkit/define.ts';
import { runProfiler } from '#collector/toolkit/platform-tools.ts';
import { type Asked, ask, whole, withSilent } from '#collector/toolkit/powershell-sources.ts';
import { darwinPackages } from './darwin.ts';
import { gatherDefaults } from './default-apps.ts';
import { dpkgPackages, snapPackages, tablePackages } from './linux.ts';
import { gatherProblems } from './problems.ts';
import type { Package } from './types.ts';
import { win32Packages, windowsScript } from './win32.ts';

export const software = defineCollector({
  id: 'software',
  title: 'Installed software',
  purpose:
    'Lists the programs installed on this computer and their versions, to find outdated ones and ones that interfere with each other.',
  category: 'software',
  sensitivity: 'personal',
  privileges: { win32: 'Store apps that only other people have installed.' },
  platforms: ['linux', 'darwin', 'win32'],
  presets: ['standard', 'full'],
  deadlineMs: 30_000,
  byteCap: 8 * 1024 * 1024,
  items: ['software.json', 'default-apps.json', 'package-problems.json'],
  reads: {
    linux: [
      '/var/lib/dpkg/status',
      'rpm -qa',
      'flatpak list',
      'snap list',
      'dkms status',
      '/proc/locks, /proc/*/comm (which program locks the package system)',
      '~/.config/mimeapps.list, /etc/xdg/mimeapps.list, /usr/share/applications/mimeapps.list (only what opens links and mail)',
    ],
    darwin: [
      'system_profiler -json SPApplicationsDataType',
      'defaults read com.apple.LaunchServices (only what opens links and mail)',
    ],
    win32: [
      'Registry: Uninstall keys (never Win32_Product)',
      'PowerShell: Get-AppxPackage (of this person, without frameworks)',
      'Registry: UrlAssociations (only what opens links and mail)',
    ],
  },
  mayReveal:
    'Which programs a person has, and which known security holes they may have. Paths are left out.',
  async collect(context): Promise<CollectResult> {
    const asked =
      context.platform === 'win32'
        ? await ask(context, windowsScript, { timeoutMs: 25_000 })
        : answered;
    const found =
      context.platform === 'win32' ? win32Packages(asked.answer) : await gather(context);
    const packages = found.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
    if (packages.length > 0) {
      const items = [
        jsonItem('software.json', { count: packages.length, packages }),
        jsonItem('default-apps.json', await gatherDefaults(context)),
      ];
      if (context.platform === 'linux')
        items.push(jsonItem('package-problems.json', await gatherProblems(context, packages)));
      return withSilent(items, asked);
    }
    return {
      status: 'unavailable',
      reason: because('Candor found no list of installed programs that it can read.'),
    };
  },
});

const answered: Pick<Asked, 'answer' | 'silent' | 'stopped'> = {
  answer: undefined,
  silent: [],
  stopped: false,
};

export async function gather(context: CollectContext): Promise<Package[]> {
  if (context.platform === 'win32')
    return win32Packages(whole(await ask(context, windowsScript), ['programs', 'apps']));
  if (context.platform === 'darwin')
    return darwinPackages(
      await runProfiler(context, 'SPApplicationsDataType', { timeoutMs: 28_000 }),
    );
  const limits = { timeoutMs: 20_000, capBytes: 8 * 1024 * 1024 };
  const [dpkg, rpm, flatpak, snap] = await Promise.all([
    // Reading the file is 15 times as fast as dpkg-query.
    context.readText('/var/lib/dpkg/status', 32 * 1024 * 1024),
    context.run(
      'rpm',
      ['-qa', '--queryformat', '%{NAME}\\t%{VERSION}-%{RELEASE}\\t%{ARCH}\\n'],
      limits,
    ),
    context.run('flatpak', ['list', '--columns=application,version,arch'], limits),
    context.run('snap', ['list', '--color=never', '--unicode=never'], limits),
  ]);
  return [
    ...(dpkg.ok ? dpkgPackages(dpkg.text) : []),
    ...tablePackages(rpm.stdout, 'rpm'),
    ...tablePackages(flatpak.stdout, 'flatpak'),
    ...snapPackages(snap.stdout),
  ];
}
