import type { Dirent } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { CommandResult } from '#collector/os/run-command.ts';

/** What another computer would say: its files, its commands and what Node knows of it. */
const machine = vi.hoisted(() => ({
  files: {} as Record<string, string>,
  folders: {} as Record<string, string[]>,
  commands: {} as Record<string, string>,
  asked: [] as string[],
  hostname: 'localhost',
  user: null as { username: string; homedir: string } | null,
  addresses: {} as Record<string, { address: string; mac: string; internal: boolean }[]>,
}));
vi.mock('node:os', () => ({
  default: {
    hostname: () => machine.hostname,
    homedir: () => '/home/somewhere',
    networkInterfaces: () => machine.addresses,
    userInfo() {
      if (!machine.user) throw new Error('no entry in the password database');
      return machine.user;
    },
  },
}));
vi.mock('node:fs/promises', () => ({
  async readdir(folder: string) {
    const names = machine.folders[folder];
    if (!names) throw new Error(`ENOENT: ${folder}`);
    return names.map((name) => ({
      name: name.replace(/\/$/, ''),
      isDirectory: () => name.endsWith('/'),
    })) as Dirent[];
  },
}));
vi.mock('#collector/os/read-text.ts', () => ({
  readText: async (path: string) => {
    const text = machine.files[path];
    return text === undefined ? { ok: false } : { ok: true, text };
  },
}));
vi.mock('#collector/os/run-command.ts', () => ({
  async runCommand(name: string, words: readonly string[]): Promise<Pick<CommandResult, 'stdout'>> {
    const line = [name, ...words].join(' ');
    machine.asked.push(line);
    return { stdout: machine.commands[line] ?? '' };
  },
}));
const { gatherKnownValues } = await import('#collector/os/known-values.ts');

const real = { platform: process.platform, SystemDrive: process.env.SystemDrive };
const on = (platform: NodeJS.Platform) =>
  Object.defineProperty(process, 'platform', { value: platform });
beforeEach(() => {
  Object.assign(machine, {
    files: {},
    folders: {},
    commands: {},
    asked: [],
    hostname: 'localhost',
    user: null,
    addresses: {},
  });
});
afterEach(() => {
  on(real.platform);
  vi.unstubAllEnvs();
});

describe('what the redactor knows of a computer with Linux', () => {
  beforeEach(() => on('linux'));

  test('is its people, with their names and homes, also those whose account a directory has', async () => {
    machine.user = { username: 'annika', homedir: '/home/annika' };
    machine.files['/etc/passwd'] = [
      'root:x:0:0:root:/root:/bin/bash',
      'daemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin',
      'annika:x:1000:1000:Annika Lindqvist,,,:/home/annika:/bin/bash',
      'kim:x:1001:1001:Kim Rivera:/srv/kim:/bin/bash',
    ].join('\n');
    machine.folders['/home/'] = [
      'annika/',
      'from.directory/',
      'lost+found/',
      '.snapshots/',
      'a-file',
    ];
    const { users, fullNames, homes } = await gatherKnownValues();
    expect(users).toEqual(['annika', 'kim', 'from.directory']);
    expect(fullNames).toEqual(['Annika Lindqvist', 'Kim Rivera']);
    expect(homes).toEqual(['/home/annika', '/srv/kim', '/home/from.directory']);
  });

  test('is at least the home, where the account has no entry', async () => {
    expect(await gatherKnownValues()).toMatchObject({
      users: [],
      fullNames: [],
      homes: ['/home/somewhere'],
    });
  });

  test('is what it is called, alone and in its domains', async () => {
    machine.hostname = 'ward-front';
    machine.files['/etc/hosts'] =
      '127.0.0.1 localhost\n127.0.1.1 ward-front.clinic.example ward-front\n10.0.0.9 other.example\n';
    machine.files['/etc/resolv.conf'] = 'nameserver 10.0.0.1\nsearch clinic.example lan\n';
    machine.files['/proc/sys/kernel/domainname'] = 'nis.clinic.example\n';
    const { hosts, domains } = await gatherKnownValues();
    expect(domains).toEqual(['clinic.example', 'nis.clinic.example']);
    expect([...hosts].sort()).toEqual([
      'ward-front',
      'ward-front.clinic.example',
      'ward-front.nis.clinic.example',
    ]);
  });

  test('is the first part of a whole name too, and no name that every computer has', async () => {
    machine.hostname = 'till-7.shop.example';
    machine.files['/proc/sys/kernel/domainname'] = '(none)\n';
    const { hosts, domains } = await gatherKnownValues();
    expect(hosts).toEqual(['till-7.shop.example', 'till-7']);
    expect(domains).toEqual([]);
  });

  test('is each number that tells it from others, and none that a vendor left blank', async () => {
    machine.files['/etc/machine-id'] = '0123456789abcdef0123456789abcdef\n';
    machine.files['/var/lib/dbus/machine-id'] = '0123456789abcdef0123456789abcdef\n';
    machine.files['/sys/class/dmi/id/product_serial'] = 'PF3ABCDE\n';
    machine.files['/sys/class/dmi/id/product_uuid'] = '4c4c4544-0042-3510-8052-b4c04f4d3132\n';
    machine.files['/sys/class/dmi/id/board_serial'] = 'Default string\n';
    machine.files['/sys/class/dmi/id/chassis_serial'] = 'CH-77881\n';
    machine.files['/proc/device-tree/serial-number'] = '10000000a1b2c3d4\0';
    expect((await gatherKnownValues()).ids).toEqual([
      '0123456789abcdef0123456789abcdef',
      'PF3ABCDE',
      '4c4c4544-0042-3510-8052-b4c04f4d3132',
      'CH-77881',
      '10000000a1b2c3d4',
    ]);
  });

  test('is each address of its own, once, and none that every computer has', async () => {
    machine.addresses = {
      lo: [{ address: '127.0.0.1', mac: '00:00:00:00:00:00', internal: true }],
      eth0: [
        { address: '10.20.0.7', mac: '02:42:ac:11:00:02', internal: false },
        { address: 'fe80::42:acff:fe11:2', mac: '02:42:ac:11:00:02', internal: false },
      ],
      tun0: [{ address: '10.8.0.2', mac: '00:00:00:00:00:00', internal: false }],
    };
    const { ips, macs } = await gatherKnownValues();
    expect(ips).toEqual(['10.20.0.7', 'fe80::42:acff:fe11:2', '10.8.0.2']);
    expect(macs).toEqual(['02:42:ac:11:00:02']);
  });

  test('is the names of its Wi-Fi networks', async () => {
    machine.commands['nmcli -t -f TYPE,NAME connection show'] =
      '802-11-wireless:Lindqvist 5G\n802-3-ethernet:Wired\n';
    expect((await gatherKnownValues()).words).toEqual(['Lindqvist 5G']);
    expect(machine.asked).toEqual(['nmcli -t -f TYPE,NAME connection show']);
  });
});

describe('what the redactor knows of a computer with Windows', () => {
  const value = (name: string, is: string) => `    ${name}    REG_SZ    ${is}\r\n`;
  beforeEach(() => on('win32'));

  test('is its people, its names and its numbers', async () => {
    vi.stubEnv('SystemDrive', 'D:');
    machine.user = { username: 'annika', homedir: 'D:\\Users\\annika' };
    machine.hostname = 'WARD-FRONT';
    machine.folders['D:\\Users\\'] = ['annika/', 'kim/', 'Public/', 'Default User/', 'desktop.ini'];
    const { commands } = machine;
    commands[
      'reg query HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Authentication\\LogonUI /v LastLoggedOnDisplayName'
    ] = value('LastLoggedOnDisplayName', 'Annika Lindqvist');
    commands['reg query HKLM\\SOFTWARE\\Microsoft\\Cryptography /v MachineGuid'] = value(
      'MachineGuid',
      '3f2504e0-4f89-11d3-9a0c-0305e82c3301',
    );
    commands['reg query HKLM\\SYSTEM\\CurrentControlSet\\Services\\Tcpip\\Parameters'] = [
      value('Hostname', 'ward-front-long-name'),
      value('NV Hostname', 'WARD-OLD'),
      value('Domain', 'clinic.example'),
      value('DhcpDomain', 'guest.example'),
      value('SearchList', 'one.example,two.example'),
    ].join('');
    commands['whoami /user /fo csv /nh'] =
      '"clinic\\annika","S-1-5-21-1004336348-1177238915-682003330-512"\r\n';
    commands[
      'reg query HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\NetworkList\\Profiles /s'
    ] =
      `HKEY_LOCAL_MACHINE\\x\r\n${value('ProfileName', 'Lindqvist 5G')}    NameType    REG_DWORD    0x47\r\n`;
    const known = await gatherKnownValues();
    expect(known).toMatchObject({
      users: ['annika', 'kim'],
      fullNames: ['Annika Lindqvist'],
      homes: ['D:\\Users\\annika', 'D:\\Users\\kim'],
      domains: ['clinic.example', 'guest.example', 'one.example', 'two.example'],
      ids: ['3f2504e0-4f89-11d3-9a0c-0305e82c3301', 'S-1-5-21-1004336348-1177238915-682003330-512'],
      words: ['Lindqvist 5G'],
    });
    for (const host of [
      'WARD-FRONT',
      'ward-front-long-name',
      'WARD-OLD',
      'ward-front-long-name.clinic.example',
    ])
      expect(known.hosts).toContain(host);
  });

  test('is looked for on drive C where the system does not say which', async () => {
    vi.stubEnv('SystemDrive', undefined);
    machine.folders['C:\\Users\\'] = ['kim/'];
    expect((await gatherKnownValues()).homes).toContain('C:\\Users\\kim');
  });

  test('is no full name where the last person at the computer is not shown', async () => {
    machine.user = { username: 'annika', homedir: 'C:\\Users\\annika' };
    expect(await gatherKnownValues()).toMatchObject({
      users: ['annika'],
      fullNames: [],
      ids: [],
      domains: [],
    });
  });
});

describe('what the redactor knows of a computer with macOS', () => {
  test('is its people, its names and its numbers', async () => {
    on('darwin');
    machine.user = { username: 'annika', homedir: '/Users/annika' };
    machine.hostname = 'annikas-mbp.local';
    machine.folders['/Users/'] = ['annika/', 'kim/', 'Shared/'];
    machine.files['/etc/resolv.conf'] = 'search clinic.example\n';
    machine.files['/etc/hosts'] = '127.0.0.1 localhost ward-mac\n';
    const { commands } = machine;
    commands['id -F'] = 'Annika Lindqvist\n';
    commands['scutil --get ComputerName'] = 'Annika’s MacBook\n';
    commands['scutil --get LocalHostName'] = 'Annikas-MacBook\n';
    commands['ioreg -rd1 -c IOPlatformExpertDevice'] =
      '      "IOPlatformSerialNumber" = "C02XK0AAJG5H"\n      "IOPlatformUUID" = "8D1C5F3A-7B0E-5C5B-9E8A-0A1B2C3D4E5F"\n';
    commands['networksetup -listpreferredwirelessnetworks en0'] =
      'Preferred networks on en0:\n\tLindqvist 5G\n';
    const known = await gatherKnownValues();
    expect(known).toMatchObject({
      users: ['annika', 'kim'],
      fullNames: ['Annika Lindqvist'],
      homes: ['/Users/annika', '/Users/kim'],
      domains: ['clinic.example'],
      ids: ['C02XK0AAJG5H', '8D1C5F3A-7B0E-5C5B-9E8A-0A1B2C3D4E5F'],
      words: ['Lindqvist 5G'],
      emails: [],
    });
    for (const host of [
      'annikas-mbp.local',
      'annikas-mbp',
      'ward-mac',
      'Annika’s MacBook',
      'Annikas-MacBook',
    ])
      expect(known.hosts).toContain(host);
  });
});
