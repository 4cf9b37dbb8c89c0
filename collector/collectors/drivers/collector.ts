import {
  because,
  type CollectContext,
  type CollectResult,
  defineCollector,
  jsonItem,
} from '#collector/toolkit/define.ts';
import { namesIn, readMany } from '#collector/toolkit/platform-tools.ts';
import {
  type Asked,
  ask,
  askEach,
  whole,
  withSilent,
} from '#collector/toolkit/powershell-sources.ts';
import { darwinExtensions } from './darwin.ts';
import { linuxModules, withVersions } from './linux.ts';
import type { Driver } from './types.ts';
import { win32Drivers } from './win32.ts';

export const drivers = defineCollector({
  id: 'drivers',
  title: 'Drivers',
  purpose:
    'Lists the drivers of this computer and their versions, to find outdated ones and ones with known faults.',
  category: 'system',
  sensitivity: 'technical',
  privileges: 'none',
  platforms: ['linux', 'darwin', 'win32'],
  presets: ['standard', 'full'],
  deadlineMs: 30_000,
  byteCap: 4 * 1024 * 1024,
  items: ['drivers.json'],
  reads: {
    linux: ['/proc/modules', '/sys/module/*/version'],
    darwin: ['systemextensionsctl list'],
    win32: ['CIM: Win32_PnPSignedDriver'],
  },
  mayReveal:
    'Which hardware, security software and virtualization software have drivers on this computer.',
  async collect(context): Promise<CollectResult> {
    if (context.platform === 'win32') return answerOf(await askWindows(context));
    const found = await gather(context);
    if (found === null) return noList;
    return found.length === 0 && context.platform === 'linux'
      ? builtIn
      : { items: [itemOf(found)] };
  },
});

const noList: CollectResult = {
  status: 'unavailable',
  reason: because('The system did not list its drivers.'),
};
// A few parts of the kernel have their own versions, which add nothing to the kernel's version.
const builtIn: CollectResult = {
  status: 'unavailable',
  reason: because(
    'The drivers of this system are part of its kernel and have no versions of their own.',
  ),
};

const itemOf = (drivers: Driver[]) => jsonItem('drivers.json', { count: drivers.length, drivers });

const askWindows = (context: CollectContext): Promise<Asked> =>
  ask(context, windowsScript, { timeoutMs: 26_000 });

function answerOf(asked: Asked): CollectResult {
  const found = win32Drivers(asked.answer);
  return found === null ? noList : withSilent([itemOf(found)], asked);
}

/** Null when the system returned no list. */
export async function gather(context: CollectContext): Promise<Driver[] | null> {
  if (context.platform === 'win32')
    return win32Drivers(whole(await askWindows(context), ['drivers']));
  if (context.platform === 'darwin') {
    const listed = await context.run('systemextensionsctl', ['list']);
    return listed.state === 'ended' && listed.exitCode === 0
      ? darwinExtensions(listed.stdout)
      : null;
  }
  const modules = await context.readText('/proc/modules', 1024 * 1024);
  if (!modules.ok) return (await context.listFolder('/sys/module')).ok ? [] : null;
  const names = await namesIn(context, '/sys/module', /^\w+$/);
  const texts = await readMany(
    context,
    names.map((name) => `/sys/module/${name}/version`),
  );
  return withVersions(
    linuxModules(modules.text),
    new Map(names.map((name, index) => [name, texts[index] ?? ''])),
  );
}

// Slow: Windows checks a signature for every device.
const windowsScript = askEach({
  drivers: {
    list: `Get-CimInstance Win32_PnPSignedDriver -ErrorAction Stop|Where-Object {$_.DeviceName}|Select-Object DeviceName,DriverVersion,DriverProviderName,DeviceClass,IsSigned,@{n='At';e={if($_.DriverDate){$_.DriverDate.ToUniversalTime().ToString('o')}}}`,
  },
});
