import { readdir, readlink } from 'node:fs/promises';
import os from 'node:os';
import {
  because,
  type CollectContext,
  type CollectResult,
  defineCollector,
  jsonItem,
} from '#collector/toolkit/define.ts';
import { runPowershell } from '#collector/toolkit/platform-tools.ts';
import { darwinProcesses } from './darwin.ts';
import { linuxProcess, pageBytesOf } from './linux.ts';
import type { Process } from './types.ts';
import { win32Processes, windowsScript } from './win32.ts';

export const processes = defineCollector({
  id: 'processes',
  title: 'Running programs',
  purpose:
    'Lists the running programs with their memory and processor use. Their command lines are left out.',
  category: 'software',
  sensitivity: 'personal',
  privileges: {
    linux:
      'Programs of other people, where the system hides them, and the names of their program files on every system.',
  },
  platforms: ['linux', 'darwin', 'win32'],
  presets: ['standard', 'performance', 'full'],
  deadlineMs: 15_000,
  byteCap: 4 * 1024 * 1024,
  items: ['processes.json'],
  reads: {
    linux: ['/proc/*/stat, /proc/self/smaps', '/proc/*/exe (only the name of the program’s file)'],
    darwin: ['ps -axo pid=,ppid=,state=,rss=,time=,etime=,comm='],
    win32: ['CIM: Win32_Process (never CommandLine)'],
  },
  mayReveal:
    'Which programs a person uses. Arguments, open files and environment variables are not read.',
  async collect(context): Promise<CollectResult> {
    const found = (await gather(context)).sort(
      (a, b) => (b.memoryBytes ?? 0) - (a.memoryBytes ?? 0),
    );
    if (found.length === 0)
      return {
        status: 'unavailable',
        reason: because('The system did not list the running programs.'),
      };
    const items = [jsonItem('processes.json', { count: found.length, processes: found })];
    if (context.platform === 'linux' && !found.some(({ pid }) => pid === 1)) {
      return {
        status: 'partial',
        reason: because('This system shows people only their own programs.'),
        items,
      };
    }
    return { items };
  },
});

async function gather(context: CollectContext): Promise<Process[]> {
  if (context.platform === 'win32')
    return win32Processes(await runPowershell(context, windowsScript), context.now());
  return context.platform === 'darwin' ? darwinProcessList(context) : linuxProcessList(context);
}

export async function darwinProcessList(context: CollectContext): Promise<Process[]> {
  // Without arguments, and without a heading that would be translated.
  const columns = ['-axo', 'pid=,ppid=,state=,rss=,time=,etime=,comm='];
  return darwinProcesses((await context.run('ps', columns, { capBytes: 4 * 1024 * 1024 })).stdout);
}

export async function linuxProcessList(context: CollectContext): Promise<Process[]> {
  const names = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name));
  const smaps = await context.readText('/proc/self/smaps', 8192);
  const machine = {
    pageBytes: pageBytesOf(smaps.ok ? smaps.text : ''),
    uptimeSeconds: os.uptime(),
  };
  const found: Process[] = [];
  // In groups: thousands of reads at once would occupy the few threads that all collectors share.
  for (let start = 0; start < names.length && !context.signal.aborted; start += 32) {
    const group = names.slice(start, start + 32).map(async (name) => {
      const [reading, program] = await Promise.all([
        context.readText(`/proc/${name}/stat`, 4096),
        // Kernel threads have none, and the account may not read those of other people.
        readlink(`/proc/${name}/exe`).catch(() => ''),
      ]);
      return reading.ok ? linuxProcess(reading.text, machine, program) : null;
    });
    for (const entry of await Promise.all(group)) if (entry) found.push(entry);
  }
  return found;
}
