import { because, type CollectContext, type CollectResult, defineCollector, jsonItem } from '../../toolkit/define.ts';
import { namesIn, readMany, runPowershell } from '../../toolkit/platform-tools.ts';
import { darwinExtensions } from './darwin.ts';
import { builtInModules, linuxModules, withVersions } from './linux.ts';
import type { Driver } from './types.ts';
import { win32Drivers } from './win32.ts';

export const drivers = defineCollector({
  id: 'drivers',
  title: 'Drivers',
  purpose: 'Lists the drivers of this computer and their versions, to find outdated ones and ones with known faults.',
  category: 'system',
  sensitivity: 'technical',
  privileges: 'none',
  platforms: ['linux', 'darwin', 'win32'],
  presets: ['full'],
  deadlineMs: 40_000,
  byteCap: 4 * 1024 * 1024,
  reads: {
    linux: ['/proc/modules', '/sys/module/*/version'],
    darwin: ['systemextensionsctl list'],
    win32: ['CIM: Win32_PnPSignedDriver'],
  },
  mayReveal: 'Which hardware and which security or virtualization software has drivers here.',
  async collect(context): Promise<CollectResult> {
    const found = await gather(context);
    if (found === null) return { status: 'unavailable', reason: because('The system gave no list of its drivers.') };
    const items = [jsonItem('drivers.json', { count: found.drivers.length, drivers: found.drivers })];
    if (!found.builtIn) return { items };
    return {
      status: 'partial',
      reason: because('This system has its drivers built in. Only those with a version of their own are known.'),
      items,
    };
  },
});

export async function gather(context: CollectContext): Promise<{ drivers: Driver[]; builtIn: boolean } | null> {
  if (context.platform === 'win32') {
    const answer = await runPowershell(context, windowsScript, { timeoutMs: 35_000 });
    return answer === undefined ? null : { drivers: win32Drivers(answer), builtIn: false };
  }
  if (context.platform === 'darwin') {
    const listed = await context.run('systemextensionsctl', ['list']);
    return listed.state === 'ended' && listed.exitCode === 0
      ? { drivers: darwinExtensions(listed.stdout), builtIn: false }
      : null;
  }
  const [modules, names] = await Promise.all([
    context.readText('/proc/modules', 1024 * 1024),
    namesIn(context, '/sys/module', /^\w+$/),
  ]);
  if (!modules.ok && names.length === 0) return null;
  const texts = await readMany(
    context,
    names.map((name) => `/sys/module/${name}/version`),
  );
  const versions = new Map(names.map((name, index) => [name, texts[index] ?? '']));
  if (!modules.ok) return { drivers: builtInModules(versions), builtIn: true };
  return { drivers: withVersions(linuxModules(modules.text), versions), builtIn: false };
}

// Slow: Windows checks a signature for every device.
const windowsScript = `
ConvertTo-Json -Compress -InputObject @(Get-CimInstance Win32_PnPSignedDriver|Where-Object {$_.DeviceName}|
Select-Object DeviceName,DriverVersion,DriverProviderName,DeviceClass,IsSigned,@{n='At';e={if($_.DriverDate){$_.DriverDate.ToUniversalTime().ToString('o')}}})`;
