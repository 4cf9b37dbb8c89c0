/** Names of people and machines, read from what the system itself says; pure. */

export interface Account {
  user: string;
  fullName: string;
  home: string;
}

/** Account names that every machine has: they name nobody, and replacing them would make a log unreadable. */
const genericUsers = new Set([
  'root',
  'administrator',
  'admin',
  'user',
  'guest',
  'system',
  'nobody',
  'default',
  'public',
]);
const genericHomes = new Set(['/', '/root', '/home', '/nonexistent', '/var/root', '/dev/null']);
const genericHosts = /^(localhost\d*|localdomain|ip6-\w+|broadcasthost|any|none)$/i;
const genericDomains = /^(local|lan|home|internal|localdomain|localhost|invalid|arpa|\.)$/i;
/** What vendors write where a serial number should stand. */
const genericSerials =
  /^(0+|none|n\/?a|default string|not (specified|available|applicable)|to be filled.*|system serial.*|x+|unknown|[^0-9a-z]*)$/i;

export const isPersonalUser = (name: string): boolean =>
  name.length > 1 && !genericUsers.has(name.toLowerCase());
export const isPersonalHome = (home: string): boolean => home.length > 2 && !genericHomes.has(home);
export const isPersonalHost = (name: string): boolean =>
  name.length > 0 && !genericHosts.test(name);
export const isPersonalDomain = (name: string): boolean =>
  name.length > 0 && !genericDomains.test(name);
export const isRealSerial = (serial: string): boolean =>
  serial.length >= 4 && !genericSerials.test(serial);

/** The people in `/etc/passwd`: accounts made for a person (uid 1000 to 65533), and `ownUid`'s. */
export function accountsOf(passwd: string, ownUid: number): Account[] {
  const accounts: Account[] = [];
  for (const line of passwd.split('\n')) {
    const [user = '', , uidText = '', , gecos = '', home = ''] = line.split(':');
    const uid = Number(uidText);
    if (uidText === '' || !Number.isInteger(uid)) continue;
    if (uid !== ownUid && (uid < 1000 || uid >= 65_534)) continue;
    accounts.push({ user, fullName: (gecos.split(',')[0] ?? '').trim(), home });
    if (accounts.length === 200) break;
  }
  return accounts;
}

/** Folders beside people's own ones, as Windows, macOS and Linux make them. */
const sharedFolders =
  /^(?:\..*|all users|default user|shared|lost\+found|linuxbrew|defaultapppool|.*\$)$/i;

/**
 * Whoever has a home folder among `folders` of `parent` (`/home`, `/Users`, `C:\Users`). People of a directory service
 * stand in no file, and those who shared this computer left their names in its logs.
 */
export function homesAmong(folders: readonly string[], parent: string): Account[] {
  return folders
    .filter((name) => isPersonalUser(name) && !sharedFolders.test(name))
    .slice(0, 200)
    .map((user) => ({ user, fullName: '', home: `${parent}${user}` }));
}

/** Names that `/etc/hosts` gives this machine itself: Debian puts its full name at 127.0.1.1. */
export function ownNamesInHosts(hosts: string): string[] {
  const names: string[] = [];
  for (const line of hosts.split('\n')) {
    if (line.length > 4096) continue;
    const [address = '', ...rest] = (line.split('#')[0] ?? '').trim().split(/\s+/);
    if (/^127\.|^::1$/.test(address)) names.push(...rest.filter(isPersonalHost));
  }
  return names;
}

/** `search` and `domain` of `/etc/resolv.conf`; the last `search` line counts, as resolv.conf(5) says. */
export function searchDomainsOf(resolvConf: string): string[] {
  let domains: string[] = [];
  for (const line of resolvConf.split('\n')) {
    // A remark behind the names is none of them.
    const match = /^\s*(?:search|domain)\s+([^#;]+)/.exec(line);
    if (match) domains = (match[1] ?? '').trim().split(/\s+/);
  }
  // A dot alone is the root: no domain is tried.
  return domains.map((domain) => domain.replace(/\.$/, '')).filter((domain) => domain !== '');
}

/** The value of one name in the output of `reg query KEY /v NAME`, or null. */
export function registryValueOf(output: string, name: string): string | null {
  for (const line of output.split(/\r?\n/)) {
    // Bounded: without it, a line of nothing but tabs takes the cube of its length.
    const match = /^\s{1,8}(\S.{0,250}?)\s{2,8}REG_\w{2,30}\s{2,8}(.*)$/.exec(line);
    if (match?.[1] === name) return (match[2] ?? '').trim() || null;
  }
  return null;
}
