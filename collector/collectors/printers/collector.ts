import { because, type CollectContext, type CollectResult, defineCollector, jsonItem } from '../../toolkit/define.ts';
import { runPowershell, runProfiler } from '../../toolkit/platform-tools.ts';
import { darwinPrinters } from './darwin.ts';
import { lpstatPrinters, ppdPrinters } from './linux.ts';
import type { Printer } from './types.ts';
import { win32Printers } from './win32.ts';

export const printers = defineCollector({
  id: 'printers',
  title: 'Printers',
  purpose: 'Lists the printers that are set up and whether they are ready. What was printed is not read.',
  category: 'machine',
  sensitivity: 'personal',
  privileges: 'none',
  platforms: ['linux', 'darwin', 'win32'],
  presets: ['standard', 'full'],
  deadlineMs: 15_000,
  byteCap: 512 * 1024,
  reads: {
    linux: ['lpstat -p -d', '/etc/cups/ppd (names only, where lpstat is missing)'],
    darwin: ['system_profiler -json SPPrintersDataType'],
    win32: ['PowerShell: Get-Printer'],
  },
  mayReveal: 'Names of printers, which may name a place or a person. Addresses, accounts and documents are left out.',
  async collect(context): Promise<CollectResult> {
    const found = await gather(context);
    if (Array.isArray(found)) return { items: [jsonItem('printers.json', { count: found.length, printers: found })] };
    if (found === 'stopped')
      return { status: 'unavailable', reason: because('The printing service of this computer gave no answer.') };
    return { status: 'unavailable', reason: because('This computer has no printing system that Candor knows.') };
  },
});

async function gather(context: CollectContext): Promise<Printer[] | 'stopped' | 'none'> {
  if (context.platform === 'win32') return win32Printers(await runPowershell(context, windowsScript)) ?? 'stopped';
  if (context.platform === 'darwin') {
    const output = await runProfiler(context, 'SPPrintersDataType', { timeoutMs: 12_000 });
    return output === '' ? 'stopped' : darwinPrinters(output);
  }
  const listed = await context.run('lpstat', ['-p', '-d'], { timeoutMs: 5000 });
  // Without printers it fails with "No destinations added", which is an answer.
  if (listed.state === 'ended' && (listed.exitCode === 0 || /No destinations added/.test(listed.stderr))) {
    return lpstatPrinters(listed.stdout);
  }
  const ppd = await context.listFolder('/etc/cups/ppd');
  if (ppd.ok) return ppdPrinters(ppd.entries.map(({ name }) => name));
  return listed.state === 'missing' ? 'none' : 'stopped';
}

const windowsScript = `
ConvertTo-Json -Compress -InputObject @(Get-Printer|
Select-Object Name,DriverName,@{n='Port';e={$_.PortName}},@{n='Type';e={"$($_.Type)"}},@{n='Status';e={"$($_.PrinterStatus)"}})`;
