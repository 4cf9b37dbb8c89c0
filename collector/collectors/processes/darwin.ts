import { textOf } from '#collector/toolkit/fields.ts';
import type { Process } from './types.ts';

/** `ps -axo pid=,ppid=,state=,rss=,time=,etime=,comm=`; `comm` is the program's path; only the name is used. */
export function darwinProcesses(output: string): Process[] {
  return output.split('\n').flatMap((line): Process[] => {
    const match =
      /^\s*(\d{1,10})\s+(\d{1,10})\s+(\S+)\s+(\d{1,15})\s+([\d:.-]+)\s+([\d:.-]+)\s+(.+)$/.exec(
        line,
      );
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
