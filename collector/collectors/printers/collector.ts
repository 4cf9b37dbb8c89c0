import {
  because,
  type CollectContext,
  type CollectResult,
  defineCollector,
  jsonItem,
} from '#collector/toolkit/define.ts';
import { rowOf, textOf } from '#collector/toolkit/fields.ts';
import { runProfiler } from '#collector/toolkit/platform-tools.ts';
import { ask, askEach, withSilent } from '#collector/toolkit/powershell-sources.ts';
import { darwinPrinters } from './darwin.ts';
import { lpstatPrinters, ppdPrinters } from './linux.ts';
import type { Printer } from './types.ts';
import { win32Printers } from './win32.ts';

export const printers = defineCollector({
  id: 'printers',
  title: 'Printers',
  purpose:
    'Lists your printers, whether they are ready and how many print jobs are waiting. The documents are not read.',
  category: 'machine',
  sensitivity: 'personal',
  privileges: 'none',
  platforms: ['linux', 'darwin', 'win32'],
  presets: ['standard', 'full'],
  deadlineMs: 15_000,
  byteCap: 512 * 1024,
  items: ['printers.json'],
  reads: {
    linux: [
      'lpstat -p -d',
      'lpstat -o (number of jobs)',
      '/etc/cups/ppd (names only, if lpstat is missing)',
    ],
    darwin: ['system_profiler -json SPPrintersDataType'],
    win32: [
      'PowerShell: Get-Printer',
      'CIM: Win32_Printer (name of the default printer), Win32_PrintJob (number, state and time only), Win32_Service (state of the spooler)',
    ],
  },
  mayReveal:
    'Names of printers, which may name a place or a person. Printer addresses, accounts and documents are left out.',
  async collect(context): Promise<CollectResult> {
    if (context.platform === 'win32') return askWindows(context);
    const found = await gather(context);
    if (Array.isArray(found)) return { items: [itemOf(found)] };
    return found === 'stopped' ? stopped : none;
  },
});

const stopped: CollectResult = {
  status: 'unavailable',
  reason: because('The printing service of this computer did not respond.'),
};
const none: CollectResult = {
  status: 'unavailable',
  reason: because('This computer has no printing system that Candor can read.'),
};

const itemOf = (printers: Printer[], spooler: string | null = null) =>
  jsonItem('printers.json', { count: printers.length, spooler, printers });

async function askWindows(context: CollectContext): Promise<CollectResult> {
  const asked = await ask(context, windowsScript, { timeoutMs: 12_000 });
  const spooler = textOf(rowOf(asked.answer).spooler)?.toLowerCase() ?? null;
  const found = win32Printers(asked.answer);
  if (found !== null) return withSilent([itemOf(found, spooler)], asked);
  // Without the service nothing answers; the missing service is the finding.
  return spooler === null
    ? stopped
    : { ...stopped, status: 'partial', items: [itemOf([], spooler)] };
}

async function gather(context: CollectContext): Promise<Printer[] | 'stopped' | 'none'> {
  if (context.platform === 'darwin') {
    const output = await runProfiler(context, 'SPPrintersDataType', { timeoutMs: 12_000 });
    return output === '' ? 'stopped' : darwinPrinters(output);
  }
  const listed = await context.run('lpstat', ['-p', '-d'], { timeoutMs: 5000 });
  // Without printers, lpstat fails with "No destinations added", which is an answer.
  if (
    listed.state === 'ended' &&
    (listed.exitCode === 0 || /No destinations added/.test(listed.stderr))
  ) {
    const jobs = await context.run('lpstat', ['-o'], { timeoutMs: 5000 });
    return lpstatPrinters(
      listed.stdout,
      jobs.state === 'ended' && jobs.exitCode === 0 ? jobs.stdout : null,
    );
  }
  const ppd = await context.listFolder('/etc/cups/ppd');
  if (ppd.ok) return ppdPrinters(ppd.entries.map(({ name }) => name));
  return listed.state === 'missing' ? 'none' : 'stopped';
}

// Jobs without the names of documents and owners.
const windowsScript = askEach({
  spooler: {
    one: `(Get-CimInstance Win32_Service -Filter "Name='Spooler'" -Property Name,State -ErrorAction Stop).State`,
  },
  printers: {
    list: `Get-Printer -ErrorAction Stop|Select-Object Name,DriverName,@{n='Port';e={$_.PortName}},@{n='Type';e={"$($_.Type)"}},@{n='Status';e={"$($_.PrinterStatus)"}}`,
  },
  defaults: {
    list: "Get-CimInstance Win32_Printer -Filter 'Default=TRUE' -Property Name -ErrorAction Stop|Select-Object Name",
  },
  jobs: {
    list: `Get-CimInstance Win32_PrintJob -Property Name,StatusMask,TimeSubmitted -ErrorAction Stop|Select-Object -First 1000 Name,StatusMask,@{n='At';e={if($_.TimeSubmitted){$_.TimeSubmitted.ToUniversalTime().ToString('o')}}}`,
  },
});
