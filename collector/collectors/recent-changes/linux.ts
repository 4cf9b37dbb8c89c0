import { numberOf, textOf } from '#collector/toolkit/fields.ts';
import type { Change } from './types.ts';

/** Local wall-clock time, as in package logs. */
function localTimeOf(date: string, time: string): Date | null {
  const parsed = new Date(`${date}T${time}`);
  return Number.isNaN(parsed.getTime()) ? null : parsed;
}

const versionOf = (text: string | undefined): string | null =>
  text === undefined || text === '<none>' ? null : textOf(text);

/** `/var/log/dpkg.log`: `2026-11-23 06:13:05 upgrade libgbm1:amd64 22.3.6-1 22.3.7-1`. */
export function dpkgChanges(log: string, since: Date): Change[] {
  const changes: Change[] = [];
  const line =
    /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d) (install|upgrade|remove|purge) (\S+) (\S+) (\S+)$/gm;
  for (const match of log.matchAll(line)) {
    const [, date = '', time = '', action, name = '', from, to] = match;
    const at = localTimeOf(date, time);
    if (!at || at < since) continue;
    changes.push({
      at: at.toISOString(),
      action: action as Change['action'],
      name,
      from: versionOf(from),
      to: versionOf(to),
    });
  }
  return changes;
}

/** apt's history: blocks with `Start-Date:` and `Commandline:`. */
export function aptCommands(log: string, since: Date): { at: string; command: string }[] {
  return log.split(/\n\s*\n/).flatMap((block) => {
    const started = /^Start-Date: (\d{4}-\d\d-\d\d)\s+(\d\d:\d\d:\d\d)$/m.exec(block);
    const command = textOf(/^Commandline: (.+)$/m.exec(block)?.[1]);
    const at = started ? localTimeOf(started[1] ?? '', started[2] ?? '') : null;
    return at && command && at >= since ? [{ at: at.toISOString(), command }] : [];
  });
}

/** `rpm -qa`: install time in seconds, name, version. It knows only what is installed, not what was removed. */
export function rpmChanges(output: string, since: Date): Change[] {
  return output.split('\n').flatMap((line): Change[] => {
    const [seconds, name, version] = line.split('\t');
    const at = new Date((numberOf(seconds) ?? Number.NaN) * 1000);
    if (!name || Number.isNaN(at.getTime()) || at < since) return [];
    return [{ at: at.toISOString(), action: 'install', name, from: null, to: textOf(version) }];
  });
}
