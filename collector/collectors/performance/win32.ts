import { jsonOf, numberOf, type Row, rowOf, rowsOf, textOf } from '#collector/toolkit/fields.ts';
import type { Process } from '../processes/types.ts';
import { win32Processes } from '../processes/win32.ts';
import type { CpuTimes, DiskCounters, NetworkCounters, Snapshot } from './points.ts';

/** Performance counters count in units of 100 nanoseconds. */
const unitsPerMs = 10_000;
/** Windows pages are 4 KiB on x64 and ARM64. */
const pageBytes = 4096;
const mebibyte = 1024 * 1024;

interface Win32Sample {
  snapshots: Snapshot[];
  /** `looks`: how many readings came before the list. */
  processes: { looks: number; list: Process[] }[];
}

/**
 * One line of JSON for each reading, as the script prints them; the last line may be cut off when it was stopped. Lists of
 * processes are on separate lines: before the first reading, in the middle, and after the last.
 */
export function win32Sample(output: string, totalBytes: number, now: Date): Win32Sample {
  const snapshots: Snapshot[] = [];
  const processes: Win32Sample['processes'] = [];
  for (const line of output.split('\n')) {
    // Catching an error for each line that is not JSON would cost more than parsing all the others.
    if (!/^\{"/.test(line)) continue;
    const row = rowOf(jsonOf(line));
    if (row.processes !== undefined)
      processes.push({ looks: snapshots.length, list: win32Processes(row.processes, now) });
    const snapshot = snapshotOf(row, totalBytes);
    if (snapshot) snapshots.push(snapshot);
  }
  return { snapshots, processes };
}

function snapshotOf(row: Row, totalBytes: number): Snapshot | null {
  const memory = rowOf(row.memory);
  const stamp = numberOf(memory.Timestamp_Sys100NS);
  if (stamp === null) return null;
  const pageFiles = row.pageFiles === undefined ? null : rowsOf(row.pageFiles);
  const pageFile = (name: string): number | null =>
    pageFiles?.reduce((sum, file) => sum + (numberOf(file[name]) ?? 0) * mebibyte, 0) ?? null;
  const pages = (name: string): number | null => {
    const count = numberOf(memory[name]);
    return count === null ? null : count * pageBytes;
  };
  const available = numberOf(memory.AvailableBytes);
  return {
    atMs: stamp / unitsPerMs,
    cpu: cpuOf(rowsOf(row.cpu)),
    memory:
      available === null
        ? null
        : {
            totalBytes,
            availableBytes: Math.min(available, totalBytes),
            swapTotalBytes: pageFile('AllocatedBaseSize'),
            swapUsedBytes: pageFile('CurrentUsage'),
            swappedInBytes: pages('PagesInputPersec'),
            swappedOutBytes: pages('PagesOutputPersec'),
          },
    disks: rowsOf(row.disks).flatMap(diskOf),
    network: rowsOf(row.network).flatMap((one): NetworkCounters[] => {
      const [name, received, sent] = [
        textOf(one.Name),
        numberOf(one.BytesReceivedPersec),
        numberOf(one.BytesSentPersec),
      ];
      return name === null || received === null || sent === null
        ? []
        : [{ name, receivedBytes: received, sentBytes: sent }];
    }),
  };
}

/** PercentProcessorTime is a PERF_100NSEC_TIMER_INV: its raw value is the processor's idle time. */
function cpuOf(rows: Row[]): Snapshot['cpu'] {
  let total: CpuTimes | null = null;
  const cores: [number, CpuTimes][] = [];
  for (const row of rows) {
    const [name, idle, stamp] = [
      textOf(row.Name),
      numberOf(row.PercentProcessorTime),
      numberOf(row.Timestamp_Sys100NS),
    ];
    if (name === null || idle === null || stamp === null) continue;
    const times = { busy: stamp - idle, idle, wait: null, steal: null };
    if (name === '_Total') total = times;
    else if (/^\d{1,5}$/.test(name)) cores.push([Number(name), times]);
  }
  return total && { total, cores: cores.sort(([a], [b]) => a - b).map(([, times]) => times) };
}

/** `0 C:` is disk 0 with its drive; `_Total` would count all disks twice. */
function diskOf(row: Row): DiskCounters[] {
  const name = textOf(row.Name);
  const [read, written] = [numberOf(row.DiskReadBytesPersec), numberOf(row.DiskWriteBytesPersec)];
  const [idle, stamp] = [numberOf(row.PercentIdleTime), numberOf(row.PercentIdleTime_Base)];
  if (name === null || name === '_Total' || read === null || written === null) return [];
  const busyMs = idle === null || stamp === null ? null : (stamp - idle) / unitsPerMs;
  return [{ name, readBytes: read, writeBytes: written, busyMs }];
}
