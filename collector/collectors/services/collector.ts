import {
  because,
  type CollectContext,
  type CollectResult,
  defineCollector,
  jsonItem,
} from '#collector/toolkit/define.ts';
import { runPowershell } from '#collector/toolkit/platform-tools.ts';
import { darwinServices } from './darwin.ts';
import { failedUnits, systemdServices } from './linux.ts';
import type { Service } from './types.ts';
import { win32Services, windowsScript } from './win32.ts';

export const services = defineCollector({
  id: 'services',
  title: 'Background services',
  purpose:
    'Lists the services of the system and whether they are running, to find one that has failed.',
  category: 'software',
  sensitivity: 'personal',
  privileges: 'none',
  platforms: ['linux', 'darwin', 'win32'],
  presets: ['standard', 'performance', 'full'],
  deadlineMs: 15_000,
  byteCap: 2 * 1024 * 1024,
  items: ['services.json'],
  reads: {
    linux: [
      '/proc/1/comm',
      'systemctl list-units',
      'systemctl --user list-units (only those that failed)',
    ],
    darwin: ['launchctl list'],
    win32: ['CIM: Win32_Service'],
  },
  mayReveal: 'Which programs run in the background, including security software.',
  async collect(context): Promise<CollectResult> {
    if (context.platform === 'linux' && !(await runsSystemd(context))) {
      return {
        status: 'unavailable',
        reason: because(
          'This system does not use systemd, so it has no list of services that Candor can read.',
        ),
      };
    }
    const found = await gather(context);
    const failed = context.platform === 'linux' ? await gatherFailed(context) : {};
    if (found.length > 0)
      return {
        items: [jsonItem('services.json', { count: found.length, services: found, ...failed })],
      };
    return { status: 'unavailable', reason: because('The system did not list its services.') };
  },
});

/** Units of every kind, not only services, because mounts and timers can fail too. Null when no manager answered. */
async function gatherFailed(context: CollectContext) {
  const wanted = [
    'list-units',
    '--state=failed',
    '--all',
    '--full',
    '--plain',
    '--no-legend',
    '--no-pager',
  ];
  const [system, person] = await Promise.all([
    context.run('systemctl', ['--system', ...wanted]),
    context.run('systemctl', ['--user', ...wanted], { timeoutMs: 5000 }),
  ]);
  return { failedUnits: { system: failedUnits(system), person: failedUnits(person) } };
}

/** The folder that sd_booted(3) looks for; the command may be installed even if another program is process 1. */
async function runsSystemd(context: CollectContext): Promise<boolean> {
  const first = await context.readText('/proc/1/comm', 64);
  return first.ok && first.text.trim() === 'systemd';
}

async function gather(context: CollectContext): Promise<Service[]> {
  if (context.platform === 'win32')
    return win32Services(await runPowershell(context, windowsScript));
  if (context.platform === 'darwin')
    return darwinServices((await context.run('launchctl', ['list'])).stdout);
  const wanted = [
    'list-units',
    '--type=service',
    '--all',
    '--full',
    '--plain',
    '--no-legend',
    '--no-pager',
  ];
  return systemdServices((await context.run('systemctl', wanted)).stdout);
}
