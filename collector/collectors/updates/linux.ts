import { numberOf } from '#collector/toolkit/fields.ts';
import { most, mostWaiting, type Updates } from './types.ts';

/**
 * `/var/lib/update-notifier/updates-available`, translated: the first line with a number has all
 * waiting updates, the second the security updates. Lines about extra services (ESM) come later.
 */
export function notifierUpdates(text: string): Pick<Updates, 'waiting' | 'waitingForSecurity'> {
  const numbers = text.split('\n').flatMap((line) => {
    // Only at the start of a line: elsewhere it may be a version or an address.
    const number = /\bESM\b/.test(line) ? null : numberOf(/^\s{0,20}(\d{1,6})\b/.exec(line)?.[1]);
    return number === null ? [] : [number];
  });
  const [waiting = null, security = null] = numbers;
  return { waiting, waitingForSecurity: waiting === null ? null : (security ?? 0) };
}

/** `/run/reboot-required.pkgs`: one package per line, some twice. */
export const restartPackages = (text: string): string[] =>
  [
    ...new Set(text.split('\n').filter((line) => /^[a-z0-9][a-z0-9+.:-]{0,100}$/i.test(line))),
  ].slice(0, most);

/** `dnf --cacheonly --quiet check-update`: name.arch, version, repository; obsolete packages come after a heading. */
export function dnfUpdates(output: string): number {
  const [current = ''] = output.split(/^Obsoleting /m);
  return current
    .split('\n')
    .filter((line) =>
      /^[\w.+-]{1,200}\.\w{1,10}\s{1,100}\S{1,100}\s{1,100}\S{1,100}\s*$/.test(line),
    ).length;
}

/**
 * `apt-get --simulate upgrade`: `Inst zip [3.0-13] (3.0-13+deb12u1 Debian-Security:12/oldstable-security [amd64])`, never
 * translated. A package without an old version is a new dependency and not an update.
 */
export function aptUpdates(
  output: string,
): Pick<Updates, 'waiting' | 'waitingForSecurity' | 'waitingNames'> {
  const lines = output
    .split('\n')
    .filter((line) => /^Inst \S{1,200} \[[^\]]{1,200}\] \(/.test(line.slice(0, 500)));
  return {
    waiting: lines.length,
    waitingForSecurity: lines.filter((line) => /security/i.test(line.slice(0, 500))).length,
    waitingNames: lines.slice(0, mostWaiting).map((line) => line.split(' ', 2)[1] ?? ''),
  };
}

/** `zypper --no-refresh --xmlout list-updates`: one `<update …>` for each package. */
export function zypperUpdates(output: string): Pick<Updates, 'waiting' | 'waitingNames'> | null {
  if (!/<update-list>|<update-status\b/.test(output)) return null;
  const names = [
    ...output.matchAll(/<update kind="package" [^>]{0,300}?\bname="([^"]{1,200})"/g),
  ].map(([, name = '']) => name);
  return { waiting: names.length, waitingNames: names.slice(0, mostWaiting) };
}
