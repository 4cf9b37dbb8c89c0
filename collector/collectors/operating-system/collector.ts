import os from 'node:os';
import { type CollectContext, type CollectResult, defineCollector, jsonItem } from '../../toolkit/define.ts';
import { ask } from '../../toolkit/powershell-sources.ts';
import { darwinName } from './darwin.ts';
import { linuxName } from './linux.ts';
import type { SystemName } from './types.ts';
import { win32Name, windowsScript } from './win32.ts';

export const operatingSystem = defineCollector({
  id: 'operating-system',
  title: 'Operating system',
  purpose: 'Names the operating system, its version, its language and time zone, and how long the computer has been running.',
  category: 'system',
  sensitivity: 'technical',
  privileges: 'none',
  platforms: ['linux', 'darwin', 'win32'],
  presets: ['quick', 'standard', 'network', 'performance', 'full'],
  deadlineMs: 15_000,
  byteCap: 64 * 1024,
  reads: {
    linux: ['/etc/os-release, /usr/lib/os-release'],
    darwin: ['sw_vers'],
    win32: ['CIM: Win32_OperatingSystem', 'Registry: Windows NT\\CurrentVersion (DisplayVersion, UBR)'],
  },
  mayReveal: 'Language and time zone, which hint at a country, and since when the computer runs.',
  async collect(context): Promise<CollectResult> {
    const uptimeSeconds = os.uptime();
    const named = await gatherName(context);
    const item = jsonItem('operating-system.json', {
      ...named,
      kernel: `${os.type()} ${os.release()}`,
      architecture: os.machine(),
      uptimeSeconds: Math.round(uptimeSeconds),
      bootedAt: new Date(context.now().getTime() - uptimeSeconds * 1000).toISOString(),
      locale: context.facts.locale || null,
      timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone || null,
      agentVersions: agentVersions(context.facts.versions),
    });
    return { items: [item] };
  },
});

/** The libraries inside of Electron follow from its version. */
function agentVersions(versions: Readonly<Record<string, string>>): Record<string, string> {
  const wanted = ['candor', 'electron', 'chrome', 'node'];
  return Object.fromEntries(wanted.flatMap((name) => (versions[name] === undefined ? [] : [[name, versions[name]]])));
}

async function gatherName(context: CollectContext): Promise<SystemName> {
  if (context.platform === 'win32')
    return win32Name((await ask(context, windowsScript, { timeoutMs: 12_000 })).answer, os.version());
  if (context.platform === 'darwin') return darwinName((await context.run('sw_vers', [])).stdout);
  for (const path of ['/etc/os-release', '/usr/lib/os-release']) {
    const reading = await context.readText(path, 64 * 1024);
    if (reading.ok) return linuxName(reading.text);
  }
  return linuxName('');
}
