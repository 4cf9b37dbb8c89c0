import { textOf } from '#collector/toolkit/fields.ts';
import { timeOf } from '../system-log/linux.ts';
import type { Change } from './types.ts';

/** A package's name in dnf and yum: `bash-5.2.26-4.fc41.x86_64`, with an epoch before the name or the version; yum leaves out the architecture when it removes a package. */
const label =
  /^(?:\d{1,6}:)?(\S{1,200}?)-(?:\d{1,6}:)?([^-\s]{1,100}-\d[^-\s]{0,99}?)(?:\.(?:x86_64|i[3-6]86|noarch|aarch64|armv7hl|ppc64le|s390x|riscv64))?$/;

function packageOf(text: string): { name: string; version: string | null } {
  const match = label.exec(text);
  return match ? { name: match[1] ?? '', version: match[2] ?? '' } : { name: text, version: null };
}

/** The words of `dnf.rpm.log` and `yum.log` before a package, and whether its version was installed or removed. */
const rpmWords: Readonly<Record<string, { action: Change['action']; gone?: true }>> = {
  Installed: { action: 'install' },
  Install: { action: 'install' },
  Upgrade: { action: 'upgrade' },
  Updated: { action: 'upgrade' },
  Upgraded: { action: 'upgrade', gone: true },
  Downgrade: { action: 'downgrade' },
  Downgraded: { action: 'downgrade', gone: true },
  Erase: { action: 'remove', gone: true },
  Erased: { action: 'remove', gone: true },
  Removed: { action: 'remove', gone: true },
  Obsoleted: { action: 'remove', gone: true },
};

/**
 * `/var/log/dnf.rpm.log` (`2026-11-20T10:11:12+0100 SUBDEBUG Upgrade: bash-5.2.26-4.fc41.x86_64`) and the older `yum.log`
 * (`Nov 20 10:11:12 Updated: …`). An upgrade is two lines, one for each version.
 */
export function rpmLogChanges(log: string, since: Date, now: Date): Change[] {
  const changes: Change[] = [];
  /** The latest change of a package, until its other version is known. */
  const open = new Map<string, Change>();
  for (const whole of log.split('\n')) {
    const line = whole.slice(0, 600);
    const match =
      /^(\S{19,30}|[A-Z][a-z]{2} {1,2}\d{1,2} [\d:]{8}) (?:SUBDEBUG |INFO )?(\w{5,12}): (\S{3,400})$/.exec(
        line,
      );
    const word = rpmWords[match?.[2] ?? ''];
    const found = match && word ? packageOf(match[3] ?? '') : null;
    const at = found && timeOf(line, now);
    if (!word || !found || !at || at < since) continue;
    const { name, version } = found;
    // The yum of RHEL 6 logs an erased package without a version; anything else without a version is not a package.
    if (version === null && !word.gone) continue;
    const key = `${word.action} ${name}`;
    const other = open.get(key);
    const side = word.gone ? 'from' : 'to';
    // Both versions of one change, or a change that is in the log twice.
    if (
      other &&
      Math.abs(Date.parse(other.at) - at.getTime()) < 3_600_000 &&
      (version === null || (other[side] ?? version) === version)
    ) {
      other[side] ??= version;
      continue;
    }
    const change: Change = {
      at: at.toISOString(),
      action: word.action,
      name,
      from: null,
      to: null,
      [side]: version,
    };
    open.set(key, change);
    changes.push(change);
  }
  return changes;
}

/** `/var/log/zypp/history`: `2026-11-20 10:11:12|install|nano|7.2-1.1|x86_64|who|where|…`. The account is left out. */
export function zypperChanges(log: string, since: Date): Change[] {
  return [
    ...log.matchAll(
      /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)\|(install|remove) *\|([^|\n]{1,200})\|([^|\n]{1,200})\|/gm,
    ),
  ].flatMap(([, date = '', time = '', action, name = '', version]): Change[] => {
    const at = new Date(`${date}T${time}`);
    if (Number.isNaN(at.getTime()) || at < since) return [];
    const removed = action === 'remove';
    const found = textOf(version);
    return [
      {
        ...{ at: at.toISOString(), action: removed ? 'remove' : 'install', name },
        ...{ from: removed ? found : null, to: removed ? null : found },
      },
    ];
  });
}

const pacmanActions: Readonly<Record<string, Change['action']>> = {
  installed: 'install',
  reinstalled: 'install',
  upgraded: 'upgrade',
  downgraded: 'downgrade',
  removed: 'remove',
};

/** `/var/log/pacman.log`: `[2026-11-20T10:11:12+0100] [ALPM] upgraded linux (6.11.8-2 -> 6.11.9-1)`. */
export function pacmanChanges(log: string, since: Date, now: Date): Change[] {
  const line =
    /^\[(\S{16,30})\] \[ALPM\] (\w{7,11}) (\S{1,200}) \((\S{1,100})(?: -> (\S{1,100}))?\)$/gm;
  return [...log.matchAll(line)].flatMap(
    ([, time = '', word = '', name = '', first, second]): Change[] => {
      const at = timeOf(time, now);
      const action = pacmanActions[word];
      if (!at || !action || at < since) return [];
      const [from, to] =
        action === 'remove'
          ? [first, undefined]
          : second === undefined
            ? [undefined, first]
            : [first, second];
      return [{ at: at.toISOString(), action, name, from: textOf(from), to: textOf(to) }];
    },
  );
}
