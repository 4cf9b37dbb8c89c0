import { dateOf, numberOf, profilerRowsOf, rowOf, rowsOf, textOf } from '../../toolkit/fields.ts';

export interface Updates {
  /** How many wait; null when the system does not say. */
  waiting: number | null;
  waitingForSecurity: number | null;
  /** Whether the computer must be started again for an update to work. */
  restartNeeded: boolean | null;
  /** What asked for the restart. */
  restartFor: string[];
  /** When the system last looked for updates, ISO 8601. */
  lastCheckedAt: string | null;
  /** The newest updates of the system, newest first. */
  installed: { at: string; name: string }[];
}

export const nothingKnown: Updates = {
  waiting: null,
  waitingForSecurity: null,
  restartNeeded: null,
  restartFor: [],
  lastCheckedAt: null,
  installed: [],
};

const most = 200;
const newestFirst = (list: Updates['installed']): Updates['installed'] =>
  list.sort((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0)).slice(0, most);

/**
 * `/var/lib/update-notifier/updates-available`, in the language of the system: the first line with a number tells all
 * that wait, the second those for security. Lines about extra services (ESM) come later or after a line that says so.
 */
export function notifierUpdates(text: string): Pick<Updates, 'waiting' | 'waitingForSecurity'> {
  const numbers = text.split('\n').flatMap((line) => {
    // Only at a line's start: elsewhere it may be a version or an address.
    const number = /\bESM\b/.test(line) ? null : numberOf(/^\s{0,20}(\d{1,6})\b/.exec(line)?.[1]);
    return number === null ? [] : [number];
  });
  const [waiting = null, security = null] = numbers;
  return { waiting, waitingForSecurity: waiting === null ? null : (security ?? 0) };
}

/** `/run/reboot-required.pkgs`: one package a line, some twice. */
export const restartPackages = (text: string): string[] =>
  [...new Set(text.split('\n').filter((line) => /^[a-z0-9][a-z0-9+.:-]{0,100}$/i.test(line)))].slice(0, most);

/** `dnf --cacheonly --quiet check-update`: name.arch, version, repository; what is obsolete comes after a heading. */
export function dnfUpdates(output: string): number {
  const [current = ''] = output.split(/^Obsoleting /m);
  return current.split('\n').filter((line) => /^[\w.+-]{1,200}\.\w{1,10}\s{1,100}\S{1,100}\s{1,100}\S{1,100}\s*$/.test(line))
    .length;
}

/** `system_profiler -json SPInstallHistoryDataType` and `defaults read /Library/Preferences/com.apple.SoftwareUpdate`. */
export function darwinUpdates(history: string, preferences: string): Updates {
  const installed = profilerRowsOf(history, 'SPInstallHistoryDataType').flatMap((row) => {
    const [at, name] = [dateOf(row.install_date), textOf(row._name)];
    if (at === null || name === null || row.package_source !== 'package_source_apple') return [];
    const version = textOf(row.install_version);
    return [{ at, name: version === null || name.endsWith(version) ? name : `${name} ${version}` }];
  });
  return {
    ...nothingKnown,
    waiting: numberOf(/\bLastRecommendedUpdatesAvailable = (\d{1,4});/.exec(preferences)?.[1]),
    lastCheckedAt: dateOf(
      /\bLastSuccessfulDate = "(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d \+0000)";/
        .exec(preferences)?.[1]
        ?.replace(' ', 'T')
        .replace(' +0000', 'Z'),
    ),
    installed: newestFirst(installed),
  };
}

/** WMI's own text for a day is American (`11/12/2026`), whatever the language; PowerShell mostly makes a date of it. */
export function isoDayOf(value: unknown): unknown {
  const match = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(textOf(value) ?? '');
  const [, month = '', day = '', year = ''] = match ?? [];
  return match ? `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}` : value;
}

/** `{ fixes: Win32_QuickFixEngineering, restart, checked }`. Null when it gave no answer at all. */
export function win32Updates(answer: unknown): Updates | null {
  if (answer === undefined) return null;
  const parts = rowOf(answer);
  const installed = rowsOf(parts.fixes ?? []).flatMap((row) => {
    const [at, name] = [dateOf(isoDayOf(row.At)), textOf(row.HotFixID)];
    return at === null || name === null ? [] : [{ at, name }];
  });
  return {
    ...nothingKnown,
    restartNeeded: typeof parts.restart === 'boolean' ? parts.restart : null,
    lastCheckedAt: dateOf(parts.checked),
    installed: newestFirst(installed),
  };
}
