import {
  because,
  type CollectContext,
  type CollectResult,
  defineCollector,
  jsonItem,
} from '#collector/toolkit/define.ts';
import { ask, withSilent } from '#collector/toolkit/powershell-sources.ts';
import { darwinClock } from './darwin.ts';
import { chronyTracking, linuxClock, ntpqPeers, timedatectl, timesyncd } from './linux.ts';
import type { ClockSource } from './types.ts';
import { win32Clock, windowsScript } from './win32.ts';

export const clock = defineCollector({
  id: 'clock',
  title: 'Clock',
  purpose:
    'Shows what sets the clock and when it was last set. With a wrong clock, sign-ins and secure connections fail.',
  category: 'system',
  sensitivity: 'personal',
  privileges: 'none',
  platforms: ['linux', 'darwin', 'win32'],
  presets: ['standard', 'network', 'full'],
  deadlineMs: 15_000,
  byteCap: 64 * 1024,
  items: ['clock.json'],
  reads: {
    linux: [
      'timedatectl show, timedatectl show-timesync',
      '/run/systemd/timesync/synchronized (time of the last change)',
      'chronyc -c -n tracking, ntpq -pn (only this computer)',
    ],
    darwin: ['/etc/ntp.conf', 'launchctl print system/com.apple.timed'],
    win32: [
      'w32tm /query /status /verbose',
      'CIM: Win32_Service (W32Time)',
      'Registry: W32Time\\Parameters and its policy (Type, NtpServer), TimeZoneInformation (RealTimeIsUniversal)',
    ],
  },
  mayReveal:
    'Names of the servers that set the clock, which may name an organisation. Candor does not ask any server for the time.',
  async collect(context): Promise<CollectResult> {
    const asked =
      context.platform === 'win32'
        ? await ask(context, windowsScript, { timeoutMs: 10_000 })
        : null;
    const found = asked ? await gatherWindows(context, asked.answer) : await gather(context);
    if (found === null)
      return {
        status: 'unavailable',
        reason: because('The system does not show what sets its clock.'),
      };
    return withSilent([jsonItem('clock.json', found)], asked ?? { silent: [], stopped: false });
  },
});

async function gatherWindows(
  context: CollectContext,
  answer: unknown,
): Promise<ClockSource | null> {
  const status = await context.run('w32tm', ['/query', '/status', '/verbose'], {
    timeoutMs: 8000,
    capBytes: 64 * 1024,
  });
  return win32Clock(answer, status.stdout, context.now());
}

async function gather(context: CollectContext): Promise<ClockSource | null> {
  if (context.platform === 'darwin') {
    const [file, timed] = await Promise.all([
      context.readText('/etc/ntp.conf', 64 * 1024),
      context.run('launchctl', ['print', 'system/com.apple.timed'], { timeoutMs: 5000 }),
    ]);
    return darwinClock(file.ok ? file.text : '', timed.stdout);
  }
  const limits = { timeoutMs: 5000, capBytes: 64 * 1024 };
  const [system, timesync, tracking, peers, stamp] = await Promise.all([
    context.run('timedatectl', ['show'], limits),
    context.run('timedatectl', ['show-timesync'], limits),
    context.run('chronyc', ['-c', '-n', 'tracking'], limits),
    context.run('ntpq', ['-pn'], limits),
    context.listFolder('/run/systemd/timesync', { times: true }),
  ]);
  const entry = stamp.ok ? stamp.entries.find(({ name }) => name === 'synchronized') : undefined;
  return linuxClock(timedatectl(system.stdout), [
    chronyTracking(tracking.stdout),
    timesyncd(timesync.stdout, entry?.modifiedAt ?? null),
    ntpqPeers(peers.stdout),
  ]);
}
