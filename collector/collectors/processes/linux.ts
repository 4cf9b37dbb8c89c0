import { numberOf, textOf } from '#collector/toolkit/fields.ts';
import type { Process } from './types.ts';

/** Linux reports times in hundredths of a second to programs on every architecture that is in use. */
const ticksPerSecond = 100;

/** The page size, of which `/proc/PID/stat` counts: 4 KiB nearly everywhere, 16 or 64 on some ARM machines. */
export function pageBytesOf(smaps: string): number {
  return (numberOf(/^KernelPageSize:\s+(\d{1,6}) kB$/m.exec(smaps)?.[1]) ?? 4) * 1024;
}

/**
 * `/proc/PID/stat` (proc_pid_stat(5)): the name stands in parentheses and may hold anything, parentheses too. It is the
 * main thread's, cut after 15 letters, so the name of the program's file counts more.
 * @param program where `/proc/PID/exe` points; '' when that is not known
 */
export function linuxProcess(
  stat: string,
  machine: { pageBytes: number; uptimeSeconds: number },
  program = '',
): Process | null {
  const match = /^(\d{1,10}) \(([\s\S]*)\) (\S) ([\s\S]*)$/.exec(stat);
  const pid = numberOf(match?.[1]);
  if (!match || pid === null) return null;
  // What follows the state is field 4 onwards.
  const fields = (match[4] ?? '').trim().split(' ');
  const field = (number: number): number | null => numberOf(fields[number - 4]);
  const ticks = (field(14) ?? 0) + (field(15) ?? 0);
  const started = field(22);
  const pages = field(24);
  const called = textOf(match[2]) ?? 'unknown';
  const name = programName(program) ?? called;
  return {
    pid,
    parent: field(4),
    name,
    // Node.js's first thread and programs in memory have names that say nothing; a title may repeat the first arguments.
    ...(name.startsWith(called) || /^(?:MainThread$|memfd:|npm )|[\s]-|\//.test(called)
      ? {}
      : { callsItself: called }),
    state: match[3] ?? null,
    threads: field(20),
    memoryBytes: pages === null ? null : pages * machine.pageBytes,
    cpuSeconds: ticks / ticksPerSecond,
    runningSeconds:
      started === null
        ? null
        : Math.max(0, Math.round(machine.uptimeSeconds - started / ticksPerSecond)),
  };
}

/** Folders before a program's name may name the person. One that runs from memory alone has a number for a name: then none. */
function programName(path: string): string | null {
  const file = path.replace(/ \(deleted\)$/, '').slice(-1000);
  return file.startsWith('/memfd:')
    ? textOf(/^\/memfd:(.{1,200}?)-?[0-9a-f]{6,32}$/.exec(file)?.[1])
    : textOf(file.slice(file.lastIndexOf('/') + 1));
}
