import { readdir } from 'node:fs/promises';
import os from 'node:os';
import type { KnownValues } from '#bundle/redact/redactor.ts';
import { wirelessOfNetworksetup, wirelessOfNmcli, wirelessOfRegistry } from './network-names.ts';
import {
  type Account,
  accountsOf,
  homesAmong,
  isPersonalDomain,
  isPersonalHome,
  isPersonalHost,
  isPersonalUser,
  isRealSerial,
  ownNamesInHosts,
  registryValueOf,
  searchDomainsOf,
} from './person.ts';
import { readText } from './read-text.ts';
import { runCommand } from './run-command.ts';

/**
 * The names of this machine and the people on it, for the redactor to find everywhere: from files on Linux, from two or
 * three short commands elsewhere. Uses no network, so a broken one cannot block it.
 */
export async function gatherKnownValues(): Promise<KnownValues> {
  const [named, homes, names, networks] = await Promise.all([
    gatherAccounts(),
    gatherHomes(),
    gatherNames(),
    gatherWirelessNames(),
  ]);
  const account = [...named, ...homes];
  const hosts = unique([os.hostname(), ...names.hosts].filter(isPersonalHost));
  const domains = unique(names.domains.filter(isPersonalDomain));
  const bare = hosts.filter((host) => !host.includes('.'));
  const full = bare.flatMap((host) => domains.map((domain) => `${host}.${domain}`));
  const short = hosts.flatMap((host) =>
    host.includes('.') ? [host.slice(0, host.indexOf('.'))] : [],
  );
  return {
    users: unique(account.map(({ user }) => user).filter(isPersonalUser)),
    fullNames: unique(
      account
        .map(({ fullName }) => fullName)
        .filter((name) => name.length > 1 && isPersonalUser(name)),
    ),
    homes: unique(account.map(({ home }) => home).filter(isPersonalHome)),
    hosts: unique([...full, ...hosts, ...short]).filter(isPersonalHost),
    domains,
    ...addresses(),
    ids: unique(names.ids.filter(isRealSerial)),
    emails: [],
    words: networks,
  };
}

function addresses(): { ips: string[]; macs: string[] } {
  const all = Object.values(os.networkInterfaces())
    .flatMap((entries) => entries ?? [])
    .filter(({ internal }) => !internal);
  return {
    ips: unique(all.map(({ address }) => address)),
    macs: unique(all.map(({ mac }) => mac)).filter((mac) => mac !== '00:00:00:00:00:00'),
  };
}

async function gatherAccounts(): Promise<Account[]> {
  const own = ownAccount();
  if (process.platform === 'win32') {
    const key = 'HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Authentication\\LogonUI';
    const shown = await query('reg', ['query', key, '/v', 'LastLoggedOnDisplayName']);
    return [{ ...own, fullName: registryValueOf(shown, 'LastLoggedOnDisplayName') ?? '' }];
  }
  if (process.platform === 'darwin')
    return [{ ...own, fullName: (await query('id', ['-F'])).trim() }];
  const passwd = await readText('/etc/passwd', 1024 * 1024);
  return [own, ...(passwd.ok ? accountsOf(passwd.text, process.getuid?.() ?? -1) : [])];
}

async function gatherHomes(): Promise<Account[]> {
  const parents: Partial<Record<NodeJS.Platform, string>> = {
    win32: `${process.env.SystemDrive ?? 'C:'}\\Users\\`,
    darwin: '/Users/',
  };
  const parent = parents[process.platform] ?? '/home/';
  const entries = await readdir(parent, { withFileTypes: true }).catch(() => []);
  return homesAmong(
    entries.filter((entry) => entry.isDirectory()).map(({ name }) => name),
    parent,
  );
}

/** `userInfo` throws if the user has no entry in the password database, as in some containers. */
function ownAccount(): Account {
  try {
    const { username, homedir } = os.userInfo();
    return { user: username, fullName: '', home: homedir };
  } catch {
    return { user: '', fullName: '', home: os.homedir() };
  }
}

/** A network is often named after a family or a street, and logs contain its name. */
async function gatherWirelessNames(): Promise<string[]> {
  if (process.platform === 'win32') {
    const key = 'HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\NetworkList\\Profiles';
    return wirelessOfRegistry(await query('reg', ['query', key, '/s']));
  }
  if (process.platform === 'darwin') {
    return wirelessOfNetworksetup(
      await query('networksetup', ['-listpreferredwirelessnetworks', 'en0']),
    );
  }
  return wirelessOfNmcli(await query('nmcli', ['-t', '-f', 'TYPE,NAME', 'connection', 'show']));
}

interface Names {
  hosts: string[];
  domains: string[];
  ids: string[];
}

async function gatherNames(): Promise<Names> {
  if (process.platform === 'win32') return gatherWindowsNames();
  const [resolvConf, hosts] = await Promise.all([
    readAll('/etc/resolv.conf'),
    readAll('/etc/hosts'),
  ]);
  const common = { hosts: ownNamesInHosts(hosts), domains: searchDomainsOf(resolvConf) };
  if (process.platform === 'darwin') {
    const [computer, local, hardware] = await Promise.all([
      query('scutil', ['--get', 'ComputerName']),
      query('scutil', ['--get', 'LocalHostName']),
      query('ioreg', ['-rd1', '-c', 'IOPlatformExpertDevice']),
    ]);
    const ids = [...hardware.matchAll(/"IOPlatform(?:UUID|SerialNumber)" = "([^"]+)"/g)].map(
      (match) => match[1] ?? '',
    );
    return { ...common, hosts: [...common.hosts, computer.trim(), local.trim()], ids };
  }
  const domain = (await readAll('/proc/sys/kernel/domainname')).trim().replace(/^\(none\)$/, '');
  const ids = await Promise.all(linuxIdFiles.map(readAll));
  return {
    hosts: common.hosts,
    domains: [...common.domains, domain],
    ids: ids.map((id) => id.trim()),
  };
}

const linuxIdFiles = [
  '/etc/machine-id',
  '/var/lib/dbus/machine-id',
  ...['product_serial', 'product_uuid', 'board_serial', 'chassis_serial'].map(
    (name) => `/sys/class/dmi/id/${name}`,
  ),
  '/proc/device-tree/serial-number',
];

async function gatherWindowsNames(): Promise<Names> {
  const [machine, network, who] = await Promise.all([
    query('reg', ['query', 'HKLM\\SOFTWARE\\Microsoft\\Cryptography', '/v', 'MachineGuid']),
    query('reg', ['query', 'HKLM\\SYSTEM\\CurrentControlSet\\Services\\Tcpip\\Parameters']),
    query('whoami', ['/user', '/fo', 'csv', '/nh']),
  ]);
  const sid = /"(S-1-[0-9-]+)"/.exec(who)?.[1] ?? '';
  const searchList = registryValueOf(network, 'SearchList')?.split(',') ?? [];
  return {
    hosts: [
      registryValueOf(network, 'Hostname') ?? '',
      registryValueOf(network, 'NV Hostname') ?? '',
    ],
    domains: [
      registryValueOf(network, 'Domain') ?? '',
      registryValueOf(network, 'DhcpDomain') ?? '',
      ...searchList,
    ],
    ids: [registryValueOf(machine, 'MachineGuid') ?? '', sid],
  };
}

async function query(command: string, commandArguments: string[]): Promise<string> {
  const signal = new AbortController().signal;
  return (
    await runCommand(command, commandArguments, { signal, timeoutMs: 2000, capBytes: 64 * 1024 })
  ).stdout;
}

async function readAll(path: string): Promise<string> {
  const reading = await readText(path, 256 * 1024);
  // The device tree ends its strings with NUL.
  return reading.ok ? reading.text.replaceAll('\0', '') : '';
}

const unique = (values: string[]): string[] => [
  ...new Set(values.filter((value) => value.length > 0)),
];
