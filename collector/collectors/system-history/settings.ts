import type { Setting } from './types.ts';

/**
 * Parts of `/etc` that are useless or reveal too much: accounts and keys; host names of certificates; files that programs
 * regenerate; names of Wi-Fi networks, which are in NetworkManager's profiles.
 */
const skipped =
  /(?:^|\/)(?:\.git|\.etckeeper|ssl\/(?:certs|private)|ca-certificates\/extracted|pki\/(?:tls\/private|ca-trust\/extracted)|letsencrypt\/(?:archive|live|accounts|keys|csr|renewal)|alternatives|rc[0-6S]\.d|ld\.so\.cache|mtab|adjtime|[^/]*(?:shadow|passwd|group|subuid|subgid)-?|krb5\.keytab|machine-id|resolv\.conf\.[^/]*|\.pwd\.lock|[^/]*\.(?:lock|swp|dpkg-\w+|rpm\w+|ucf-\w+)|[^/]*~|cups\/(?:subscriptions\.conf\S*|ssl)|docker\/key\.json|wpa_supplicant\/[^/]*)(?:\/|$)/;

export const skippedSetting = (path: string): boolean => skipped.test(path);

const areas: readonly [RegExp, string][] = [
  [
    /^(?:NetworkManager|network|netplan|systemd\/network|resolv\.conf|hosts|hostname|nsswitch\.conf|dhcp|dhcpcd|wireguard|openvpn|iptables|nftables|firewalld|ufw|proxychains)/,
    'network',
  ],
  [
    /^(?:systemd\/(?:system|user)|init\.d|rc\d?\.|cron|xdg\/autostart|default\/grub|grub)/,
    'startup',
  ],
  [/^(?:apt|yum|dnf|zypp|pacman|snapd|flatpak)/, 'package sources'],
  [/^(?:modprobe|modules|udev|X11|sane|cups|bluetooth|pulse|pipewire|alsa)/, 'devices'],
  [/^(?:pam|sudo|ssh|ssl|pki|security|selinux|apparmor|polkit|audit|ca-certificates)/, 'security'],
];

/** A file in `/etc`: its topic and name. The name of a network profile, usually a Wi-Fi network's, is left out. */
export function settingOf(path: string, modifiedAt: string): Setting {
  const area = areas.find(([shape]) => shape.test(path))?.[1] ?? 'system';
  const profile = /^NetworkManager\/system-connections\//.test(path);
  return {
    at: modifiedAt,
    area,
    name: profile ? '/etc/NetworkManager/system-connections (a profile)' : `/etc/${path}`,
  };
}

/** Files in a folder by name and time; only names that match `shape` count. */
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
