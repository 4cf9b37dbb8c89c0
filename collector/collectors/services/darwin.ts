import type { Service } from './types.ts';

/** `launchctl list`: PID, last exit status (negative for a signal), label, separated by tabs. */
export function darwinServices(output: string): Service[] {
  return output.split('\n').flatMap((line): Service[] => {
    const match = /^(-|\d{1,10})\t(-?\d{1,10})\t(\S.*)$/.exec(line);
    if (!match) return [];
    const [, pid, exit, name = ''] = match;
    const running = pid !== '-';
    return [
      {
        name,
        title: null,
        state: running ? 'running' : 'not running',
        failed: !running && exit !== '0',
        start: null,
      },
    ];
  });
}
