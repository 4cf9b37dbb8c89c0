/** Names of people and machines, from the system's output; pure. */

export interface Account {
  user: string;
  fullName: string;
  home: string;
}

/** Account names that every machine has. They identify nobody, and replacing them would make a log unreadable. */
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
/** Vendors' placeholders for a serial number. */
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

/** The people in `/etc/passwd`: accounts of people (uid 1000 to 65533), and that of `ownUid`. */
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

/** Folders next to people's home folders that Windows, macOS and Linux create. */
const sharedFolders =
  /^(?:\..*|all users|default user|shared|lost\+found|linuxbrew|defaultapppool|.*\$)$/i;

/**
 * People with a home folder among `folders` of `parent` (`/home`, `/Users`, `C:\Users`). Accounts of a directory service are
 * not in any file, and names of other people who used this computer are in its logs.
 */
export function homesAmong(folders: readonly string[], parent: string): Account[] {
  return folders
    .filter((name) => isPersonalUser(name) && !sharedFolders.test(name))
    .slice(0, 200)
    .map((user) => ({ user, fullName: '', home: `${parent}${user}` }));
}

/** This machine's names in `/etc/hosts`: Debian maps its full name to 127.0.1.1. */
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
    // A comment after the names is not a name.
    const match = /^\s*(?:search|domain)\s+([^#;]+)/.exec(line);
    if (match) domains = (match[1] ?? '').trim().split(/\s+/);
  }
  // A dot alone is the root and means that there is no search domain.
  return domains.map((domain) => domain.replace(/\.$/, '')).filter((domain) => domain !== '');
}

/** The value of one name in the output of `reg query KEY /v NAME`, or null. */
export function registryValueOf(output: string, name: string): string | null {
  for (const line of output.split(/\r?\n/)) {
    // Bounded, because a line of only tabs would otherwise take time in the cube of its length.
    const match = /^\s{1,8}(\S.{0,250}?)\s{2,8}REG_\w{2,30}\s{2,8}(.*)$/.exec(line);
    if (match?.[1] === name) return (match[2] ?? '').trim() || null;
  }
  return null;
}
