import { dateOf, numberOf, rowsOf, textOf } from '../../toolkit/fields.ts';

export interface Process {
  pid: number;
  parent: number | null;
  name: string;
  /** Linux: what it calls itself, where that is another name: a script's, while `name` is what runs the script. */
  callsItself?: string;
  /** The system's own word for what it does: `S` sleeping, `R` running, `D` waiting for a disk, `Z` ended. */
  state: string | null;
  threads: number | null;
  memoryBytes: number | null;
  cpuSeconds: number | null;
  runningSeconds: number | null;
}

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
export function linuxProcess(stat: string, machine: { pageBytes: number; uptimeSeconds: number }, program = ''): Process | null {
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
    ...(name.startsWith(called) || /^(?:MainThread$|memfd:|npm )|[\s]-|\//.test(called) ? {} : { callsItself: called }),
    state: match[3] ?? null,
    threads: field(20),
    memoryBytes: pages === null ? null : pages * machine.pageBytes,
    cpuSeconds: ticks / ticksPerSecond,
    runningSeconds: started === null ? null : Math.max(0, Math.round(machine.uptimeSeconds - started / ticksPerSecond)),
  };
}

/** Folders before a program's name may name the person. One that runs from memory alone has a number for a name: then none. */
function programName(path: string): string | null {
  const file = path.replace(/ \(deleted\)$/, '').slice(-1000);
  return file.startsWith('/memfd:')
    ? textOf(/^\/memfd:(.{1,200}?)-?[0-9a-f]{6,32}$/.exec(file)?.[1])
    : textOf(file.slice(file.lastIndexOf('/') + 1));
}

/** `ps -axo pid=,ppid=,state=,rss=,time=,etime=,comm=`; `comm` is the program's path, of which the name is enough. */
export function darwinProcesses(output: string): Process[] {
  return output.split('\n').flatMap((line): Process[] => {
    const match = /^\s*(\d{1,10})\s+(\d{1,10})\s+(\S+)\s+(\d{1,15})\s+([\d:.-]+)\s+([\d:.-]+)\s+(.+)$/.exec(line);
    if (!match) return [];
    const [, pid, parent, state, rss, time = '', elapsed = '', path = ''] = match;
    return [
      {
        pid: Number(pid),
        parent: Number(parent),
        name: textOf(path.slice(path.lastIndexOf('/') + 1)) ?? 'unknown',
        state: state ?? null,
        threads: null,
        memoryBytes: Number(rss) * 1024,
        cpuSeconds: secondsOf(time),
        runningSeconds: secondsOf(elapsed),
      },
    ];
  });
}

/** `[[days-]hours:]minutes:seconds[.hundredths]` */
function secondsOf(time: string): number | null {
  const match = /^(?:(\d{1,6})-)?(?:(\d{1,4}):)?(\d{1,6}):(\d{1,2}(?:\.\d{1,3})?)$/.exec(time);
  if (!match) return null;
  const [, days = '0', hours = '0', minutes = '0', seconds = '0'] = match;
  return Number(days) * 86_400 + Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
}

/** Win32_Process; its times are in units of 100 nanoseconds. */
export function win32Processes(answer: unknown, now: Date): Process[] {
  return rowsOf(answer).flatMap((row): Process[] => {
    const pid = numberOf(row.ProcessId);
    const name = textOf(row.Name);
    if (pid === null || name === null) return [];
    const started = dateOf(row.Started);
    const time = (numberOf(row.KernelModeTime) ?? 0) + (numberOf(row.UserModeTime) ?? 0);
    return [
      {
        pid,
        parent: numberOf(row.ParentProcessId),
        name,
        state: null,
        threads: numberOf(row.ThreadCount),
        memoryBytes: numberOf(row.WorkingSetSize),
        cpuSeconds: Math.round(time / 1e5) / 100,
        runningSeconds: started === null ? null : Math.max(0, Math.round((now.getTime() - Date.parse(started)) / 1000)),
      },
    ];
  });
}
