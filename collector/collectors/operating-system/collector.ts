import os from 'node:os';
import {
  type CollectContext,
  type CollectResult,
  defineCollector,
  jsonItem,
} from '#collector/toolkit/define.ts';
import { ask } from '#collector/toolkit/powershell-sources.ts';
import { darwinName } from './darwin.ts';
import { linuxName, type Session, sessionOf } from './linux.ts';
import type { SystemName } from './types.ts';
import { win32Name, windowsScript } from './win32.ts';

export const operatingSystem = defineCollector({
  id: 'operating-system',
  title: 'Operating system',
  purpose:
    'Names the operating system, its version, its language and time zone, and how long the computer has been running.',
  category: 'system',
  sensitivity: 'technical',
  privileges: 'none',
  platforms: ['linux', 'darwin', 'win32'],
  presets: ['quick', 'standard', 'network', 'performance', 'full'],
  deadlineMs: 15_000,
  byteCap: 64 * 1024,
  items: ['operating-system.json'],
  reads: {
    linux: [
      '/etc/os-release, /usr/lib/os-release',
      'loginctl show-user, loginctl show-session (kind of the desktop session)',
    ],
    darwin: ['sw_vers'],
    win32: [
      'CIM: Win32_OperatingSystem',
      'Registry: Windows NT\\CurrentVersion (DisplayVersion, UBR)',
    ],
  },
  mayReveal: 'Language and time zone, which suggest a country, and when the computer was started.',
  async collect(context): Promise<CollectResult> {
    const uptimeSeconds = os.uptime();
    const [named, session] = await Promise.all([
      gatherName(context),
      context.platform === 'linux' ? gatherSession(context) : null,
    ]);
    const item = jsonItem('operating-system.json', {
      ...named,
      kernel: `${os.type()} ${os.release()}`,
      architecture: os.machine(),
      uptimeSeconds: Math.round(uptimeSeconds),
      bootedAt: new Date(context.now().getTime() - uptimeSeconds * 1000).toISOString(),
      locale: context.facts.locale || null,
      session,
      timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone || null,
      agentVersions: agentVersions(context.facts.versions),
    });
    return { items: [item] };
  },
});

/** Whether the desktop uses Wayland or X11, which affects screen sharing and shortcut keys. */
async function gatherSession(context: CollectContext): Promise<Session | null> {
  const limits = { timeoutMs: 3000, capBytes: 16 * 1024 };
  const account = await context.run(
    'loginctl',
    ['show-user', String(process.getuid?.() ?? 0), '--property=Display'],
    limits,
  );
  const number = /^Display=(\w{1,20})$/m.exec(account.stdout)?.[1];
  if (number === undefined) return null;
  const wanted = ['Type', 'Desktop', 'Remote'].map((name) => `--property=${name}`);
  return sessionOf(
    (await context.run('loginctl', ['show-session', number, ...wanted], limits)).stdout,
  );
}

/** Electron's version determines the libraries inside it. */
function agentVersions(versions: Readonly<Record<string, string>>): Record<string, string> {
  const wanted = ['candor', 'electron', 'chrome', 'node'];
  return Object.fromEntries(
    wanted.flatMap((name) => (versions[name] === undefined ? [] : [[name, versions[name]]])),
  );
}

async function gatherName(context: CollectContext): Promise<SystemName> {
  if (context.platform === 'win32')
    return win32Name(
      (await ask(context, windowsScript, { timeoutMs: 12_000 })).answer,
      os.version(),
    );
  if (context.platform === 'darwin') return darwinName((await context.run('sw_vers', [])).stdout);
  for (const path of ['/etc/os-release', '/usr/lib/os-release']) {
    const reading = await context.readText(path, 64 * 1024);
    if (reading.ok) return linuxName(reading.text);
  }
  return linuxName('');
}
