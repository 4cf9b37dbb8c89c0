import { because, type CollectContext, type CollectResult, defineCollector, jsonItem } from './define.ts';
import { runPowershell, runProfiler } from './native.ts';
import { darwinPackages, dpkgPackages, type Package, snapPackages, tablePackages, win32Packages } from './parse/software.ts';

export const software = defineCollector({
  id: 'software',
  title: 'Installed software',
  purpose:
    'Lists the programs installed on this computer and their versions, to find outdated ones and ones that disturb each other.',
  category: 'software',
  sensitivity: 'personal',
  platforms: ['linux', 'darwin', 'win32'],
  presets: ['standard', 'full'],
  deadlineMs: 30_000,
  byteCap: 8 * 1024 * 1024,
  reads: {
    linux: ['/var/lib/dpkg/status', 'rpm -qa', 'flatpak list', 'snap list'],
    darwin: ['system_profiler -json SPApplicationsDataType'],
    win32: ['Registry: Uninstall keys (never Win32_Product)'],
  },
  mayReveal: 'Which programs a person has, and which known security holes they may have. Paths are left out.',
  async collect(context): Promise<CollectResult> {
    const packages = (await gather(context)).sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
    if (packages.length > 0) return { items: [jsonItem('software.json', { count: packages.length, packages })] };
    return { status: 'unavailable', reason: because('No list of installed programs that Candor can read was found.') };
  },
});

export async function gather(context: CollectContext): Promise<Package[]> {
  if (context.platform === 'win32') return win32Packages(await runPowershell(context, windowsScript));
  if (context.platform === 'darwin')
    return darwinPackages(await runProfiler(context, 'SPApplicationsDataType', { timeoutMs: 28_000 }));
  const limits = { timeoutMs: 20_000, capBytes: 8 * 1024 * 1024 };
  const [dpkg, rpm, flatpak, snap] = await Promise.all([
    // Read directly: 15 times as fast as asking dpkg-query for the same.
    context.readText('/var/lib/dpkg/status', 32 * 1024 * 1024),
    context.run('rpm', ['-qa', '--queryformat', '%{NAME}\\t%{VERSION}-%{RELEASE}\\t%{ARCH}\\n'], limits),
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

// The registry, never Win32_Product: asking that class makes Windows check and repair every installed program.
const windowsScript = `
$k='HKLM:\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Uninstall\\*','HKLM:\\SOFTWARE\\WOW6432Node\\Microsoft\\Windows\\CurrentVersion\\Uninstall\\*','HKCU:\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Uninstall\\*';
$p=@(Get-ItemProperty $k|Where-Object {$_.DisplayName -and -not $_.SystemComponent}|Select-Object DisplayName,DisplayVersion,Publisher,InstallDate);
ConvertTo-Json -Compress -InputObject $p`;
