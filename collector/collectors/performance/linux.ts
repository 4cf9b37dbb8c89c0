import { numberOf } from '#collector/toolkit/fields.ts';
import { linuxMemory } from '../memory/linux.ts';
import type { CpuTimes, DiskCounters, NetworkCounters, Snapshot } from './points.ts';

/** The texts of `/proc/stat`, `/proc/meminfo`, `/proc/vmstat`, `/proc/diskstats`, `/proc/net/dev`; '' for a file that cannot be read. */
interface ProcFiles {
  stat: string;
  meminfo: string;
  vmstat: string;
  diskstats: string;
  networkDevices: string;
}

export function linuxSnapshot(
  files: ProcFiles,
  machine: { atMs: number; pageBytes: number; disks: ReadonlySet<string> },
): Snapshot {
  const memory = linuxMemory(files.meminfo, '');
  const swapped = (name: string): number | null => {
    const pages = numberOf(new RegExp(`^${name} (\\d{1,18})$`, 'm').exec(files.vmstat)?.[1]);
    return pages === null ? null : pages * machine.pageBytes;
  };
  return {
    atMs: machine.atMs,
    cpu: procStatCpu(files.stat),
    memory: memory && {
      totalBytes: memory.totalBytes,
      availableBytes: memory.availableBytes,
      swapTotalBytes: memory.swapTotalBytes,
      swapUsedBytes: memory.swapUsedBytes,
      swappedInBytes: swapped('pswpin'),
      swappedOutBytes: swapped('pswpout'),
    },
    disks: diskstatsOf(files.diskstats, machine.disks),
    network: networkDevicesOf(files.networkDevices),
  };
}

/** `cpu  user nice system idle iowait irq softirq steal …` (proc_stat(5)); user includes the time of guests. */
function procStatCpu(stat: string): Snapshot['cpu'] {
  let total: CpuTimes | null = null;
  const cores: CpuTimes[] = [];
  for (const [, core, numbers = ''] of stat.matchAll(/^cpu(\d{0,5}) {1,2}([\d ]{7,400})$/gm)) {
    const [user = 0, nice = 0, system = 0, idle = 0, wait = 0, irq = 0, softirq = 0, steal = 0] =
      numbers.split(' ').map(Number);
    const times = { busy: user + nice + system + irq + softirq, idle, wait, steal };
    if (core === '') total = times;
    else cores.push(times);
  }
  return total && { total, cores };
}

/** Kernel documentation, iostats.rst: sectors of 512 bytes, whatever the disk's sector size; field 10 is the time it was busy. */
function diskstatsOf(text: string, wanted: ReadonlySet<string>): DiskCounters[] {
  return text.split('\n').flatMap((line): DiskCounters[] => {
    const fields = line.slice(0, 500).trim().split(/ +/);
    const name = fields[2] ?? '';
    const [read, written, busyMs] = [
      numberOf(fields[5]),
      numberOf(fields[9]),
      numberOf(fields[12]),
    ];
    if (!wanted.has(name) || read === null || written === null) return [];
    return [{ name, readBytes: read * 512, writeBytes: written * 512, busyMs }];
  });
}

/** Names of disks in `/sys/block`. Disks made of other disks would count everything twice. */
export const wholeDisks = (names: readonly string[]): Set<string> =>
  new Set(names.filter((name) => !/^(loop|ram|zram|dm-|md|sr|fd)\d*/.test(name)));

/** `/proc/net/dev`: eight numbers for received data, eight for sent data. Loopback traffic stays inside the machine. */
function networkDevicesOf(text: string): NetworkCounters[] {
  return text.split('\n').flatMap((line): NetworkCounters[] => {
    const match = /^ {0,20}([^\s:]{1,60}): {0,20}([\d ]{15,400})$/.exec(line.slice(0, 500));
    const numbers = (match?.[2] ?? '').trim().split(/ +/).map(Number);
    const [received, sent] = [numbers[0], numbers[8]];
    if (!match?.[1] || match[1] === 'lo' || received === undefined || sent === undefined) return [];
    return [{ name: match[1], receivedBytes: received, sentBytes: sent }];
  });
}
