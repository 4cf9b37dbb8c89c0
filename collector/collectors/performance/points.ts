import type { ShapedItem } from '#contract/collector/item-shapes.ts';
import type { Process } from '../processes/types.ts';

export type PerformanceSample = ShapedItem<'performance/performance.json'>;
type Point = PerformanceSample['points'][number];
type Programs = NonNullable<PerformanceSample['programs']>;

/** Times since the machine started, all in the same unit. `wait` and `steal` are null when the system does not report them. */
export interface CpuTimes {
  busy: number;
  idle: number;
  wait: number | null;
  steal: number | null;
}

export interface DiskCounters {
  name: string;
  readBytes: number;
  writeBytes: number;
  /** Milliseconds in which it was busy; null when the system does not report it. */
  busyMs: number | null;
}

export interface NetworkCounters {
  name: string;
  receivedBytes: number;
  sentBytes: number;
}

/** One reading of the system's counters, which only ever grow. */
export interface Snapshot {
  atMs: number;
  /** All processors together and, if the system reports them, each one. */
  cpu: { total: CpuTimes; cores: CpuTimes[] } | null;
  memory: {
    totalBytes: number;
    availableBytes: number;
    swapTotalBytes: number | null;
    swapUsedBytes: number | null;
    swappedInBytes: number | null;
    swappedOutBytes: number | null;
  } | null;
  disks: DiskCounters[];
  network: NetworkCounters[];
}

const mostDevices = 64;
const mostCores = 1024;
const mostPrograms = 10;
const longestName = 200;

/** The change between two readings. A counter that went backwards, as when a device was plugged in again, has no value. */
export function pointsOf(snapshots: readonly Snapshot[]): Point[] {
  const [first] = snapshots;
  if (!first) return [];
  return snapshots.slice(1).flatMap((after, index) => {
    const before = snapshots[index] ?? first;
    const seconds = (after.atMs - before.atMs) / 1000;
    return seconds > 0 ? [pointBetween(before, after, seconds, after.atMs - first.atMs)] : [];
  });
}

function pointBetween(before: Snapshot, after: Snapshot, seconds: number, at: number): Point {
  const rateOf = (earlier: number, later: number): number =>
    Math.round(Math.min(1e15, Math.max(0, later - earlier) / seconds));
  const nullableRate = (earlier: number | null | undefined, later: number | null): number | null =>
    earlier === null || earlier === undefined || later === null ? null : rateOf(earlier, later);
  const earlierDisks = new Map(before.disks.map((disk) => [disk.name, disk]));
  const earlierNetwork = new Map(before.network.map((device) => [device.name, device]));
  return {
    at: Math.round(at),
    cpu: before.cpu && after.cpu ? cpuBetween(before.cpu, after.cpu) : null,
    memory: after.memory && {
      usedBytes: Math.max(0, after.memory.totalBytes - after.memory.availableBytes),
      availableBytes: after.memory.availableBytes,
      swapUsedBytes: after.memory.swapUsedBytes,
      swapInBytesPerSecond: nullableRate(
        before.memory?.swappedInBytes,
        after.memory.swappedInBytes,
      ),
      swapOutBytesPerSecond: nullableRate(
        before.memory?.swappedOutBytes,
        after.memory.swappedOutBytes,
      ),
    },
    disks: after.disks.slice(0, mostDevices).flatMap((disk) => {
      const earlier = earlierDisks.get(disk.name);
      if (!earlier) return [];
      const busyMs =
        disk.busyMs === null || earlier.busyMs === null ? null : disk.busyMs - earlier.busyMs;
      return [
        {
          name: disk.name.slice(0, longestName),
          readBytesPerSecond: rateOf(earlier.readBytes, disk.readBytes),
          writeBytesPerSecond: rateOf(earlier.writeBytes, disk.writeBytes),
          busyPercent: busyMs === null ? null : percent(busyMs, seconds * 1000),
        },
      ];
    }),
    network: after.network.slice(0, mostDevices).flatMap((one) => {
      const earlier = earlierNetwork.get(one.name);
      if (!earlier) return [];
      return [
        {
          name: one.name.slice(0, longestName),
          receivedBytesPerSecond: rateOf(earlier.receivedBytes, one.receivedBytes),
          sentBytesPerSecond: rateOf(earlier.sentBytes, one.sentBytes),
        },
      ];
    }),
  };
}

/** Percentage with one decimal place, limited to 0 to 100. */
function percent(part: number, whole: number): number {
  if (!(whole > 0)) return 0;
  return Math.round(Math.min(100, Math.max(0, (part / whole) * 100)) * 10) / 10;
}

function cpuBetween(
  before: NonNullable<Snapshot['cpu']>,
  after: NonNullable<Snapshot['cpu']>,
): NonNullable<Point['cpu']> {
  const all = cpuShares(before.total, after.total);
  // If a processor was turned off in between, the others change their positions: no value is better than a wrong one.
  const same = before.cores.length === after.cores.length ? after.cores.slice(0, mostCores) : [];
  return {
    ...all,
    cores: same.map((core, index) => cpuShares(before.cores[index] ?? core, core).percent),
  };
}

function cpuShares(before: CpuTimes, after: CpuTimes) {
  const grown = (earlier: number | null, later: number | null): number =>
    Math.max(0, (later ?? 0) - (earlier ?? 0));
  const busy = grown(before.busy, after.busy);
  const wait = grown(before.wait, after.wait);
  const steal = grown(before.steal, after.steal);
  const whole = busy + grown(before.idle, after.idle) + wait + steal;
  return {
    percent: percent(busy, whole),
    waitPercent: after.wait === null ? null : percent(wait, whole),
    stealPercent: after.steal === null ? null : percent(steal, whole),
  };
}

/**
 * The programs that used the most, from two lists of processes `seconds` apart. A process that started in between used all its
 * time in between; a process that ended is not counted.
 */
export function programsOf(
  before: Process[],
  after: Process[],
  seconds: number,
  processors: number,
): Programs | null {
  if (after.length === 0 || !(seconds > 0)) return null;
  const earlier = new Map(before.map((process) => [process.pid, process]));
  const programs = new Map<
    string,
    { processes: number; cpuSeconds: number; memoryBytes: number }
  >();
  for (const { pid, name, cpuSeconds, memoryBytes } of after) {
    const known = earlier.get(pid);
    // Another program has the same number: the system reused it.
    const start =
      known?.name === name && (known.cpuSeconds ?? 0) <= (cpuSeconds ?? 0)
        ? (known.cpuSeconds ?? 0)
        : 0;
    const key = name.slice(0, longestName);
    const sum = programs.get(key) ?? { processes: 0, cpuSeconds: 0, memoryBytes: 0 };
    programs.set(key, {
      processes: sum.processes + 1,
      cpuSeconds: sum.cpuSeconds + Math.max(0, (cpuSeconds ?? 0) - start),
      memoryBytes: sum.memoryBytes + (memoryBytes ?? 0),
    });
  }
  const all = [...programs].map(([name, { processes, cpuSeconds, memoryBytes }]) => ({
    ...{ name, processes, memoryBytes },
    cpuPercent: percent(cpuSeconds, seconds * Math.max(1, processors)),
  }));
  return {
    byCpu: all
      .filter(({ cpuPercent }) => cpuPercent > 0)
      .sort((a, b) => b.cpuPercent - a.cpuPercent)
      .slice(0, mostPrograms)
      .map(({ name, processes, cpuPercent }) => ({ name, processes, cpuPercent })),
    byMemory: all
      .filter(({ memoryBytes }) => memoryBytes > 0)
      .sort((a, b) => b.memoryBytes - a.memoryBytes)
      .slice(0, mostPrograms)
      .map(({ name, processes, memoryBytes }) => ({ name, processes, memoryBytes })),
  };
}
