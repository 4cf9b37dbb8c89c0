import os from 'node:os';
import { performance as clock } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import {
  because,
  type CollectContext,
  type Collector,
  type CollectResult,
  defineCollector,
  jsonItem,
} from '#collector/toolkit/define.ts';
import { namesIn, oneShotPowershell, readMany } from '#collector/toolkit/platform-tools.ts';
import { darwinProcessList, linuxProcessList } from '../processes/collector.ts';
import { pageBytesOf } from '../processes/linux.ts';
import type { Process } from '../processes/types.ts';
import { darwinSnapshot, nodeCpuTimes } from './darwin.ts';
import { linuxSnapshot, wholeDisks } from './linux.ts';
import { type PerformanceSample, pointsOf, programsOf, type Snapshot } from './points.ts';
import { win32Sample } from './win32.ts';

interface Timing {
  points: number;
  intervalMs: number;
}

/** The data gathered until the collector ended or was stopped. */
interface Gathered {
  startedAt: Date;
  snapshots: Snapshot[];
  /** The first and the latest list of processes, and the seconds between them. */
  processes: { before: Process[]; after: Process[]; seconds: number };
}

/** Ten seconds in steps of one: long enough to show a pattern, short enough to wait for. */
export const performance = createPerformance({ points: 10, intervalMs: 1000 });

/** @param timing shorter in tests */
export function createPerformance(timing: Timing): Collector {
  return defineCollector({
    id: 'performance',
    title: 'Activity over ten seconds',
    purpose:
      'Measures for ten seconds how busy the processor, memory, disks and network are, and which programs use the most, to see what makes the computer slow.',
    category: 'machine',
    sensitivity: 'personal',
    privileges: 'none',
    platforms: ['linux', 'darwin', 'win32'],
    presets: ['performance', 'full'],
    deadlineMs: 20_000,
    byteCap: 1024 * 1024,
    quiet: true,
    items: ['performance.json'],
    reads: {
      linux: [
        '/proc/stat, meminfo, vmstat, diskstats',
        '/proc/net/dev (once a second)',
        '/sys/block (names only)',
        '/proc/*/stat',
        '/proc/self/smaps',
      ],
      darwin: [
        'vm_stat',
        'sysctl -n vm.swapusage',
        'ioreg -r -c IOBlockStorageDriver -d 2 -w 0',
        'netstat -ibn (once a second)',
        'ps -axo pid=,ppid=,state=,rss=,time=,etime=,comm=',
      ],
      win32: [
        'CIM, once a second: Win32_PerfRawData_PerfOS_Processor, Win32_PerfRawData_PerfOS_Memory, Win32_PerfRawData_PerfDisk_PhysicalDisk, Win32_PerfRawData_Tcpip_NetworkInterface, Win32_PageFileUsage',
        'CIM: Win32_Process (never CommandLine)',
      ],
    },
    mayReveal:
      'Which programs a person uses, by name only, and the names of disks and network interfaces. Which files or addresses are used is not read.',
    async collect(context): Promise<CollectResult> {
      const gathered = await gather(context, timing);
      const sample = sampleOf(gathered, timing);
      if (sample.points.length === 0)
        return {
          status: 'unavailable',
          reason: because('The system did not show how busy it is.'),
        };
      const items = [jsonItem('performance.json', sample)];
      if (sample.points.length >= timing.points) return { items };
      const seconds = Math.round((sample.points.at(-1)?.at ?? 0) / 1000);
      return {
        status: 'partial',
        reason: because('It was stopped after {seconds} seconds.', { seconds }),
        items,
      };
    },
  });
}

function sampleOf(
  { startedAt, snapshots, processes }: Gathered,
  { points, intervalMs }: Timing,
): PerformanceSample {
  const memory = snapshots.findLast((snapshot) => snapshot.memory)?.memory;
  const processors = Math.max(1, os.cpus().length);
  return {
    startedAt: startedAt.toISOString(),
    intervalMilliseconds: intervalMs,
    intendedPoints: points,
    logicalProcessors: processors,
    memoryTotalBytes: memory?.totalBytes ?? os.totalmem(),
    swapTotalBytes: memory?.swapTotalBytes ?? null,
    points: pointsOf(snapshots),
    programs: programsOf(processes.before, processes.after, processes.seconds, processors),
  };
}

async function gather(context: CollectContext, timing: Timing): Promise<Gathered> {
  if (context.platform === 'win32') return watchWindows(context, timing);
  const { look, list } =
    context.platform === 'darwin' ? darwinSources(context) : await linuxSources(context);
  return watch(context, timing, look, list);
}

interface Sources {
  look(): Promise<Snapshot>;
  list(): Promise<Process[]>;
}

/**
 * Reads the counters once per interval. Each reading has its own time, so a late one does not distort a rate. Lists processes
 * every third time and not only at the end, because there is no time for that when the collector is stopped.
 */
async function watch(
  context: CollectContext,
  { points, intervalMs }: Timing,
  look: Sources['look'],
  list: Sources['list'],
): Promise<Gathered> {
  const { signal } = context;
  const startedAt = context.now();
  const before = await list();
  const began = clock.now();
  const snapshots = [await look()];
  const processes: Gathered['processes'] = { before, after: [], seconds: 0 };
  for (let point = 1; point <= points; point += 1) {
    const late = began + point * intervalMs - clock.now();
    const waited = await wait(Math.max(0, late), true, { signal }).catch(() => false);
    if (!waited) break;
    const seen = await look();
    // Commands that were stopped halfway return little or nothing, which would look like an idle machine.
    if (signal.aborted) break;
    snapshots.push(seen);
    if (point % 3 !== 0 && point !== points) continue;
    const seconds = (clock.now() - began) / 1000;
    const after = await list();
    if (!signal.aborted && after.length > 0) Object.assign(processes, { after, seconds });
  }
  return { startedAt, snapshots, processes };
}

async function linuxSources(context: CollectContext): Promise<Sources> {
  const [disks, smaps] = await Promise.all([
    namesIn(context, '/sys/block'),
    context.readText('/proc/self/smaps', 8192),
  ]);
  const machine = { pageBytes: pageBytesOf(smaps.ok ? smaps.text : ''), disks: wholeDisks(disks) };
  const files = ['/proc/stat', '/proc/meminfo', '/proc/vmstat', '/proc/diskstats', '/proc/net/dev'];
  return {
    async look() {
      const atMs = clock.now();
      const texts = await readMany(context, files, 256 * 1024);
      const [stat = '', meminfo = '', vmstat = '', diskstats = '', networkDevices = ''] = texts;
      return linuxSnapshot(
        { stat, meminfo, vmstat, diskstats, networkDevices },
        { ...machine, atMs },
      );
    },
    list: () => linuxProcessList(context),
  };
}

function darwinSources(context: CollectContext): Sources {
  const commands: [string, string[]][] = [
    ['vm_stat', []],
    ['sysctl', ['-n', 'vm.swapusage']],
    ['ioreg', ['-r', '-c', 'IOBlockStorageDriver', '-d', '2', '-w', '0']],
    ['netstat', ['-ibn']],
  ];
  return {
    async look() {
      const atMs = clock.now();
      const cores = nodeCpuTimes(os.cpus());
      const results = await Promise.all(
        commands.map(([name, words]) => context.run(name, words, { timeoutMs: 3000 })),
      );
      const [vmStat = '', swapUsage = '', storage = '', interfaces = ''] = results.map(
        ({ stdout }) => stdout,
      );
      return darwinSnapshot(
        { vmStat, swapUsage, storage, interfaces },
        { atMs, totalBytes: os.totalmem(), cores },
      );
    },
    list: () => darwinProcessList(context),
  };
}

/** One script that prints a line for each reading, so the lines printed before it was stopped are not lost. */
async function watchWindows(
  context: CollectContext,
  { points, intervalMs }: Timing,
): Promise<Gathered> {
  const startedAt = context.now();
  const output = await oneShotPowershell(context, windowsScript(points, intervalMs), {
    timeoutMs: points * intervalMs + 8000,
  });
  const { snapshots, processes } = win32Sample(output, os.totalmem(), context.now());
  const latest = processes.length > 1 ? processes.at(-1) : undefined;
  const until = snapshots[(latest?.looks ?? 0) - 1]?.atMs ?? 0;
  const seconds = (until - (snapshots[0]?.atMs ?? 0)) / 1000;
  return {
    startedAt,
    snapshots,
    processes: { before: processes[0]?.list ?? [], after: latest?.list ?? [], seconds },
  };
}

// Raw counters: a service calculates the formatted ones from two readings, and returns zeros on a busy machine.
// The names of these classes and their properties are never translated, unlike those of Get-Counter.
const windowsScript = (points: number, intervalMs: number): string => `
function P {ConvertTo-Json -Compress -Depth 3 -InputObject @{processes=@(Get-CimInstance Win32_Process -Property ProcessId,ParentProcessId,Name,WorkingSetSize,KernelModeTime,UserModeTime|
Select-Object ProcessId,ParentProcessId,Name,WorkingSetSize,KernelModeTime,UserModeTime)}};
P;
for($i=0;$i -le ${points};$i++){
$b=Get-Date;
ConvertTo-Json -Compress -Depth 3 -InputObject @{
cpu=@(Get-CimInstance Win32_PerfRawData_PerfOS_Processor -Property Name,PercentProcessorTime,Timestamp_Sys100NS|Select-Object Name,PercentProcessorTime,Timestamp_Sys100NS);
memory=@(Get-CimInstance Win32_PerfRawData_PerfOS_Memory -Property AvailableBytes,PagesInputPersec,PagesOutputPersec,Timestamp_Sys100NS|Select-Object AvailableBytes,PagesInputPersec,PagesOutputPersec,Timestamp_Sys100NS);
pageFiles=@(Get-CimInstance Win32_PageFileUsage -Property AllocatedBaseSize,CurrentUsage|Select-Object AllocatedBaseSize,CurrentUsage);
disks=@(Get-CimInstance Win32_PerfRawData_PerfDisk_PhysicalDisk -Property Name,DiskReadBytesPersec,DiskWriteBytesPersec,PercentIdleTime,PercentIdleTime_Base|Select-Object Name,DiskReadBytesPersec,DiskWriteBytesPersec,PercentIdleTime,PercentIdleTime_Base);
network=@(Get-CimInstance Win32_PerfRawData_Tcpip_NetworkInterface -Property Name,BytesReceivedPersec,BytesSentPersec|Select-Object Name,BytesReceivedPersec,BytesSentPersec)};
if($i -eq ${Math.floor(points / 2)} -or $i -eq ${points}){P};
$r=${intervalMs}-((Get-Date)-$b).TotalMilliseconds;
if($i -lt ${points} -and $r -gt 0){Start-Sleep -Milliseconds $r}
}`;
