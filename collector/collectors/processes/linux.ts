import { numberOf, textOf } from '#collector/toolkit/fields.ts';
import type { Process } from './types.ts';

/** Linux reports times to programs in hundredths of a second on every current architecture. */
const ticksPerSecond = 100;

/** The page size, which is the unit in `/proc/PID/stat`: 4 KiB nearly everywhere, 16 or 64 KiB on some ARM machines. */
export function pageBytesOf(smaps: string): number {
  return (numberOf(/^KernelPageSize:\s+(\d{1,6}) kB$/m.exec(smaps)?.[1]) ?? 4) * 1024;
}

/**
 * `/proc/PID/stat` (proc_pid_stat(5)): the name is in parentheses and may contain anything, even parentheses. It is the
 * main thread's name, cut after 15 characters, so the name of the program's file is better.
 * @param program the target of `/proc/PID/exe`; '' when unknown
 */
export function linuxProcess(
  stat: string,
  machine: { pageBytes: number; uptimeSeconds: number },
  program = '',
): Process | null {
  const match = /^(\d{1,10}) \(([\s\S]*)\) (\S) ([\s\S]*)$/.exec(stat);
  const pid = numberOf(match?.[1]);
  if (!match || pid === null) return null;
  // Field 4 and later follow the state.
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
    // Node.js's first thread and programs in memory have meaningless names, and a title may repeat the first arguments.
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

/** Folders before a program's name may name the person. A program that runs only from memory has a number as its name; returns '' for it. */
function programName(path: string): string | null {
  const file = path.replace(/ \(deleted\)$/, '').slice(-1000);
  return file.startsWith('/memfd:')
    ? textOf(/^\/memfd:(.{1,200}?)-?[0-9a-f]{6,32}$/.exec(file)?.[1])
    : textOf(file.slice(file.lastIndexOf('/') + 1));
}
