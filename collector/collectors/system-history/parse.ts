import type { z } from 'zod';
import { type timelineItems, timelineWords } from '../../../contract/timeline.ts';
import { dateOf, jsonOf, numberOf, rowOf, rowsOf, textOf } from '../../toolkit/fields.ts';

type SystemHistory = z.infer<(typeof timelineItems)['system-history/system-history.json']>;
export type Restart = SystemHistory['restarts'][number];
export type Setting = SystemHistory['settings'][number];
export type HistoryChange = SystemHistory['changes'][number];
export type HistoryCrash = SystemHistory['crashes'][number];

const { started, stopped, unexpected, asked, stopError } = timelineWords;

/** `journalctl --list-boots --output=json` (systemd 251 and later): first and last entry in microseconds. */
export function journalBoots(output: string): Restart[] {
  return rowsOf(jsonOf(output) ?? []).flatMap((row): Restart[] => {
    const at = dateOfSeconds((numberOf(row.first_entry) ?? Number.NaN) / 1e6);
    return at === null ? [] : [{ at, how: started, detail: null }];
  });
}

/**
 * `last -x --time-format iso reboot shutdown`, newest first. A start right after a start, with no shutdown between,
 * follows a crash or a loss of power.
 */
export function wtmpRestarts(output: string): Restart[] {
  const entries = [
    ...output.matchAll(/^(reboot|shutdown) .{1,80}?(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:[+-]\d\d:?\d\d|Z))/gm),
  ].flatMap(([, what, time = '']) => {
    const at = dateOf(time.replace(/([+-]\d\d)(\d\d)$/, '$1:$2'));
    return at === null ? [] : [{ at, boot: what === 'reboot' }];
  });
  return entries.map(({ at, boot }, index) => ({
    at,
    how: !boot ? stopped : entries[index + 1]?.boot ? unexpected : started,
    detail: null,
  }));
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** macOS `last`: `reboot time                                Fri Nov 20 08:12`, earlier `reboot    ~`. Local time, no year. */
export function darwinRestarts(output: string, now: Date): Restart[] {
  const entry = /^(reboot|shutdown) +(?:time|~) +[A-Z][a-z]{2} ([A-Z][a-z]{2}) {1,2}(\d{1,2}) (\d\d):(\d\d)/gm;
  return [...output.matchAll(entry)].flatMap(([, what, name = '', day, hour, minute]): Restart[] => {
    const month = months.indexOf(name);
    if (month < 0) return [];
    const at = (year: number): Date => new Date(year, month, Number(day), Number(hour), Number(minute));
    const thisYear = at(now.getFullYear());
    const date = thisYear.getTime() > now.getTime() + 86_400_000 ? at(now.getFullYear() - 1) : thisYear;
    return [{ at: date.toISOString(), how: what === 'reboot' ? started : stopped, detail: null }];
  });
}

/** By provider and number, which are the same in every language; the texts are not. */
const restartEvents: Readonly<Record<string, string>> = {
  'Microsoft-Windows-Kernel-General 12': started,
  'Microsoft-Windows-Kernel-General 13': stopped,
  'Microsoft-Windows-Kernel-Power 41': unexpected,
  'EventLog 6008': unexpected,
  'User32 1074': asked,
  'Microsoft-Windows-WER-SystemErrorReporting 1001': stopError,
  'BugCheck 1001': stopError,
};

/** `{ restarts: Get-WinEvent, records: Win32_ReliabilityRecords }`. Null when it gave no answer at all. */
export function win32History(answer: unknown): Omit<SystemHistory, 'settings'> | null {
  if (answer === undefined) return null;
  const parts = rowOf(answer);
  const restarts = rowsOf(parts.restarts ?? []).flatMap((row): Restart[] => {
    const at = dateOf(row.At);
    const how = restartEvents[`${textOf(row.ProviderName) ?? ''} ${numberOf(row.Id) ?? ''}`];
    if (at === null || how === undefined) return [];
    // 1074 names the program that asked, with its folder.
    const asking = textOf(row.By)?.replace(/ \(.{1,80}\)$/, '');
    return [{ at, how, detail: asking ? asking.slice(asking.lastIndexOf('\\') + 1) : null }];
  });
  const records = rowsOf(parts.records ?? []).flatMap((row) => {
    const [at, source] = [dateOf(row.At), textOf(row.SourceName)];
    // The upper half of the number holds flags.
    const id = (numberOf(row.EventIdentifier) ?? 0) % 65_536;
    return at === null || source === null ? [] : [{ at, source, id, name: textOf(row.ProductName) ?? '' }];
  });
  return {
    restarts,
    changes: records.flatMap(({ at, source, id, name }): HistoryChange[] => {
      const action = actionOf(source, id);
      if (action === null || name === '') return [];
      return [{ at, action, name: fileName(name), driver: /UserPnp$/i.test(source) }];
    }),
    crashes: records.flatMap(({ at, source, name }): HistoryCrash[] =>
      /^Application (?:Error|Hang)$/.test(source) && name !== ''
        ? [{ at, program: fileName(name), hang: source === 'Application Hang' }]
        : [],
    ),
  };
}

/** Sources and numbers of Windows Installer, Windows Update and the Plug and Play manager. */
function actionOf(source: string, id: number): string | null {
  if (/^MsiInstaller$/i.test(source)) {
    if (id === 1033 || id === 11_707) return 'install';
    if (id === 1034 || id === 11_724) return 'remove';
    if (id === 1022 || id === 1036) return 'update';
    if (id === 1035 || id === 11_728) return 'reconfigure';
    return id === 11_708 ? 'fail' : null;
  }
  if (/WindowsUpdateClient$/i.test(source)) return id === 19 ? 'update' : id === 20 ? 'fail' : null;
  return /UserPnp$/i.test(source) && id === 20_001 ? 'install' : null;
}

/** The records name some programs with their folders, which may name the person. */
const fileName = (name: string): string => (/^[a-z]:\\/i.test(name) ? name.slice(name.lastIndexOf('\\') + 1) : name);

function dateOfSeconds(seconds: number): string | null {
  const date = new Date(seconds * 1000);
  return Number.isNaN(date.getTime()) ? null : date.toISOString();
}

/**
 * Parts of `/etc` that tell nothing or too much: accounts and keys; names of hosts that certificates are for; what other
 * programs make anew by themselves; names of Wi-Fi networks, which stand in NetworkManager's profiles.
 */
const skipped =
  /(?:^|\/)(?:\.git|\.etckeeper|ssl\/(?:certs|private)|ca-certificates\/extracted|pki\/(?:tls\/private|ca-trust\/extracted)|letsencrypt\/(?:archive|live|accounts|keys|csr|renewal)|alternatives|rc[0-6S]\.d|ld\.so\.cache|mtab|adjtime|[^/]*(?:shadow|passwd|group|subuid|subgid)-?|krb5\.keytab|machine-id|resolv\.conf\.[^/]*|\.pwd\.lock|[^/]*\.(?:lock|swp|dpkg-\w+|rpm\w+|ucf-\w+)|[^/]*~|cups\/(?:subscriptions\.conf\S*|ssl)|docker\/key\.json|wpa_supplicant\/[^/]*)(?:\/|$)/;

export const skippedSetting = (path: string): boolean => skipped.test(path);

const areas: readonly [RegExp, string][] = [
  [
    /^(?:NetworkManager|network|netplan|systemd\/network|resolv\.conf|hosts|hostname|nsswitch\.conf|dhcp|dhcpcd|wireguard|openvpn|iptables|nftables|firewalld|ufw|proxychains)/,
    'network',
  ],
  [/^(?:systemd\/(?:system|user)|init\.d|rc\d?\.|cron|xdg\/autostart|default\/grub|grub)/, 'startup'],
  [/^(?:apt|yum|dnf|zypp|pacman|snapd|flatpak)/, 'package sources'],
  [/^(?:modprobe|modules|udev|X11|sane|cups|bluetooth|pulse|pipewire|alsa)/, 'devices'],
  [/^(?:pam|sudo|ssh|ssl|pki|security|selinux|apparmor|polkit|audit|ca-certificates)/, 'security'],
];

/** A file below `/etc`: what it is about, and its name; a network profile's own name, mostly a Wi-Fi's, is left out. */
export function settingOf(path: string, modifiedAt: string): Setting {
  const area = areas.find(([shape]) => shape.test(path))?.[1] ?? 'system';
  const profile = /^NetworkManager\/system-connections\//.test(path);
  return { at: modifiedAt, area, name: profile ? '/etc/NetworkManager/system-connections (a profile)' : `/etc/${path}` };
}

/** Files in a folder by name and time; `shape` says which count. */
export function changedIn(
  entries: readonly { name: string; modifiedAt: string | null }[],
  since: Date,
  area: string,
  nameOf: (name: string) => string | null,
): Setting[] {
  return entries.flatMap(({ name, modifiedAt }): Setting[] => {
    const shown = nameOf(name);
    return modifiedAt === null || shown === null || modifiedAt < since.toISOString()
      ? []
      : [{ at: modifiedAt, area, name: shown }];
  });
}
