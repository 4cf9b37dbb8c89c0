import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

interface Found {
  /** Its command line; Chromium joins that of a forked process with blanks. */
  line: string;
  /** A line of /proc/PID/status; undefined when the process has ended. */
  status(name: string): string | undefined;
  /** A variable that the process was started with. */
  environment(name: string): string | undefined;
}

/** All processes of one program, on Linux. Those that end meanwhile are left out. */
export function processesOf(executable: string): Found[] {
  return readdirSync('/proc').flatMap((pid) => {
    if (!/^\d+$/.test(pid) || read(() => readlinkSync(`/proc/${pid}/exe`)) !== executable)
      return [];
    const line =
      read(() => readFileSync(`/proc/${pid}/cmdline`, 'utf8'))?.replaceAll('\0', ' ') ?? '';
    return [
      {
        line,
        status: (name) =>
          lineIn(
            read(() => readFileSync(`/proc/${pid}/status`, 'utf8')),
            '\n',
            `${name}:`,
          )?.trim(),
        environment: (name) =>
          lineIn(
            read(() => readFileSync(`/proc/${pid}/environ`, 'utf8')),
            '\0',
            `${name}=`,
          ),
      },
    ];
  });
}

const lineIn = (text: string | undefined, separator: string, start: string): string | undefined =>
  text
    ?.split(separator)
    .find((line) => line.startsWith(start))
    ?.slice(start.length);

function read(how: () => string): string | undefined {
  try {
    return how();
  } catch {
    return undefined;
  }
}
