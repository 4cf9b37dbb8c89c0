import { numberOf } from '#collector/toolkit/fields.ts';
import { darwinMemory } from '../memory/darwin.ts';
import type { CpuTimes, DiskCounters, NetworkCounters, Snapshot } from './points.ts';

interface DarwinOutputs {
  vmStat: string;
  /** `sysctl -n vm.swapusage` */
  swapUsage: string;
  /** `ioreg -r -c IOBlockStorageDriver -d 2 -w 0` */
  storage: string;
  /** `netstat -ibn` */
  interfaces: string;
}

export function darwinSnapshot(
  outputs: DarwinOutputs,
  machine: { atMs: number; totalBytes: number; cores: CpuTimes[] },
): Snapshot {
  const { vmStat, swapUsage, storage, interfaces } = outputs;
  const memory = darwinMemory(machine.totalBytes, vmStat, swapUsage);
  const pageBytes = numberOf(/page size of (\d{1,9}) bytes/.exec(vmStat)?.[1]) ?? 0;
  const swapped = (name: string): number | null => {
    const pages = numberOf(new RegExp(`^${name}: {1,40}(\\d{1,18})\\.`, 'm').exec(vmStat)?.[1]);
    return pages === null ? null : pages * pageBytes;
  };
  return {
    atMs: machine.atMs,
    cpu: machine.cores.length > 0 ? { total: sumOf(machine.cores), cores: machine.cores } : null,
    memory: memory && {
      totalBytes: memory.totalBytes,
      availableBytes: memory.availableBytes,
      swapTotalBytes: memory.swapTotalBytes,
      swapUsedBytes: memory.swapUsedBytes,
      swappedInBytes: swapped('Swapins'),
      swappedOutBytes: swapped('Swapouts'),
    },
    disks: storageDriversOf(storage),
    network: linkCountersOf(interfaces),
  };
}

const sumOf = (cores: readonly CpuTimes[]): CpuTimes => ({
  busy: cores.reduce((sum, { busy }) => sum + busy, 0),
  idle: cores.reduce((sum, { idle }) => sum + idle, 0),
  wait: null,
  steal: null,
});

/** Node's `os.cpus()`, which needs no command; in milliseconds. */
export const nodeCpuTimes = (
  cpus: readonly {
    times: { user: number; nice: number; sys: number; idle: number; irq: number };
  }[],
): CpuTimes[] =>
  cpus.map(({ times }) => ({
    busy: times.user + times.nice + times.sys + times.irq,
    idle: times.idle,
    wait: null,
    steal: null,
  }));

/** One block for each driver: its `Statistics`, then the medium with its `BSD Name`. These are keys, which are never translated. */
function storageDriversOf(output: string): DiskCounters[] {
  return output.split('+-o IOBlockStorageDriver').flatMap((block): DiskCounters[] => {
    const read = numberOf(/"Bytes \(Read\)"=(\d{1,18})/.exec(block)?.[1]);
    const written = numberOf(/"Bytes \(Write\)"=(\d{1,18})/.exec(block)?.[1]);
    const name = /"BSD Name" = "(disk\d{1,4})"/.exec(block)?.[1];
    if (read === null || written === null || name === undefined) return [];
    return [{ name, readBytes: read, writeBytes: written, busyMs: null }];
  });
}

/**
 * The `<Link#N>` rows of `netstat -ibn`. Their address may be missing, so columns are counted from the end:
 * … Ipkts Ierrs Ibytes Opkts Oerrs Obytes Coll.
 */
function linkCountersOf(output: string): NetworkCounters[] {
  return output.split('\n').flatMap((line): NetworkCounters[] => {
    const fields = line.slice(0, 500).trim().split(/ +/);
    if (!/^<Link#\d{1,4}>$/.test(fields[2] ?? '') || /^lo\d/.test(fields[0] ?? '')) return [];
    const [received, sent] = [numberOf(fields.at(-5)), numberOf(fields.at(-2))];
    // An asterisk means that the interface is down.
    const name = (fields[0] ?? '').replace(/\*$/, '');
    return received === null || sent === null || name === ''
      ? []
      : [{ name, receivedBytes: received, sentBytes: sent }];
  });
}
