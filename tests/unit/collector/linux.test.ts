import { describe, expect, test } from 'vitest';
import { linuxProcess } from '../../../collector/collectors/processes/parse.ts';
import { recentChanges } from '../../../collector/collectors/recent-changes/collector.ts';
import { services } from '../../../collector/collectors/services/collector.ts';
import { dpkgPackages, snapPackages } from '../../../collector/collectors/software/parse.ts';
import { systemLog } from '../../../collector/collectors/system-log/collector.ts';
import { linesSince } from '../../../collector/collectors/system-log/parse.ts';
import { accountsOf, homesAmong, ownNamesInHosts, registryValueOf, searchDomainsOf } from '../../../collector/os/person.ts';
import { collectOn, fixture } from '../../harness/collect-context.ts';

describe('on Linux, software', () => {
  test('that was removed but left its settings is not installed', () => {
    expect(dpkgPackages(fixture('linux/dpkg-status.txt')).map(({ name }) => name)).toEqual(['adduser', 'libc6']);
  });
  test('from snap is told from a message that there is none', () => {
    expect(
      snapPackages('Name  Version  Rev  Tracking  Publisher  Notes\nfirefox  133.0-1  5361  latest/stable  mozilla  -\n'),
    ).toMatchObject([{ name: 'firefox' }]);
    expect(snapPackages('No snaps are installed yet. Try snap install hello-world.\n')).toEqual([]);
  });
  test('changes of the last 14 days are listed, newest first, with what was asked for', async () => {
    const files = { '/var/log/dpkg.log': fixture('linux/dpkg.log'), '/var/log/apt/history.log': fixture('linux/history.log') };
    const found = (await collectOn({ platform: 'linux', files }, recentChanges)).content('recent-changes.json');
    expect(found).toMatchObject({
      changes: [
        { action: 'remove', name: 'nano:amd64', from: '7.2-1', to: null },
        { action: 'upgrade', name: 'libgbm1:amd64', from: '22.3.6-1', to: '22.3.7-1' },
      ],
      commands: [{ command: 'apt remove nano' }],
    });
    expect(JSON.stringify(found)).not.toContain('ada');
  });
});

describe('on Linux, services', () => {
  const systemd = { '/proc/1/comm': 'systemd\n' };

  test('are told to run, to have failed or not to exist', async () => {
    const commands = { 'systemctl list-units': fixture('linux/systemctl.txt') };
    expect((await collectOn({ platform: 'linux', files: systemd, commands }, services)).content('services.json')).toMatchObject({
      count: 4,
      services: [
        { name: 'cups', state: 'running', failed: false },
        { name: 'ldconfig', state: 'not found', failed: false },
        { name: 'snapd.failure', state: 'failed', failed: true },
        { name: 'user@1000', title: 'User Manager for UID 1000' },
      ],
    });
  });
  test('without systemd are unavailable, and the reason says why', async () => {
    const { status, reason } = await collectOn({ platform: 'linux', files: { '/proc/1/comm': 'init\n' } }, services);
    expect(status).toBe('unavailable');
    expect(reason).toContain('not started by systemd');
  });
});

describe('on Linux, the system log', () => {
  const at = '2026-11-23T00:00:02';

  test('is the journal where there is one, also when it has nothing to warn of', async () => {
    const commands = {
      'journalctl --priority': '-- No entries --\n',
      'journalctl --lines=1': '2026-11-23T00:00:00+0000 host kernel: x\n',
    };
    expect(await collectOn({ platform: 'linux', commands }, systemLog)).toMatchObject({
      status: 'success',
      names: ['journal.log'],
    });
  });
  test('that shows an account only its own part is partial', async () => {
    const stderr = 'Hint: You are currently not seeing messages from other users and the system.';
    const commands = { journalctl: { stdout: '{"MESSAGE":"x","__REALTIME_TIMESTAMP":"1795429800123456"}\n', stderr } };
    expect(await collectOn({ platform: 'linux', commands }, systemLog)).toMatchObject({
      status: 'partial',
      names: ['journal.log'],
    });
  });
  test('of files is that of the last 24 hours', async () => {
    const found = await collectOn(
      { platform: 'linux', files: { '/var/log/syslog': fixture('linux/syslog.txt') }, now: at },
      systemLog,
    );
    expect(found.content('syslog.log')).toBe(
      'Nov 22 23:59:59 host app[1]: recent\n  continued\nNov 23 00:00:01 host app[1]: newest\n',
    );
  });
  test('that the account may not read is denied', async () => {
    expect(await collectOn({ platform: 'linux', files: { '/var/log/syslog': 'denied' } }, systemLog)).toMatchObject({
      status: 'denied',
      names: [],
    });
    const commands = { dmesg: { exitCode: 1, stderr: 'dmesg: read kernel buffer failed: Operation not permitted' } };
    expect(await collectOn({ platform: 'linux', commands }, systemLog)).toMatchObject({ status: 'denied' });
  });
  test('lines of December read in January are last year’s', () => {
    expect(linesSince('Dec 31 23:00:00 host a\n', new Date('2026-12-30T00:00:00'), new Date('2027-01-01T01:00:00'))).toBe(
      'Dec 31 23:00:00 host a\n',
    );
  });
});

describe('on Linux, a program', () => {
  test('may call itself anything', () => {
    const stat = `42 (evil) R 1 (x) S 7 42 42 0 -1 4194304 1 0 0 0 150 50 0 0 20 0 3 0 5000 1000 25 18446744073709551615`;
    expect(linuxProcess(stat, { pageBytes: 4096, uptimeSeconds: 100 })).toEqual({
      pid: 42,
      parent: 7,
      name: 'evil) R 1 (x',
      state: 'S',
      threads: 3,
      memoryBytes: 25 * 4096,
      cpuSeconds: 2,
      runningSeconds: 50,
    });
  });
});

describe('on Linux, a program’s name', () => {
  const machine = { pageBytes: 4096, uptimeSeconds: 100 };
  const stat = (name: string): string => `42 (${name}) S 7 42 42 0 -1 4194304 1 0 0 0 150 50 0 0 20 0 3 0 5000 1000 25`;
  test.for([
    ['chromium-headle', '/usr/lib/chromium/chromium-headless-shell', 'chromium-headless-shell', undefined],
    ['MainThread', '/home/ada/.nvm/node', 'node', undefined],
    ['gnome-tweaks', '/usr/bin/python3.13', 'python3.13', 'gnome-tweaks'],
    ['npm run x -', '/usr/bin/node', 'node', undefined],
    ['Web Content', '/usr/lib/firefox/firefox', 'firefox', 'Web Content'],
    ['firefox', '/usr/lib/firefox/firefox (deleted)', 'firefox', undefined],
    ['memfd:sealed-91', '/memfd:sealed-91173221a7ea (deleted)', 'sealed', undefined],
    ['kworker/0:1', '', 'kworker/0:1', undefined],
  ] as const)('%s at “%s” is %s', ([thread, path, name, callsItself]) => {
    const found = linuxProcess(stat(thread), machine, path);
    expect([found?.name, found?.callsItself]).toEqual([name, callsItself]);
  });
});

describe('whose machine it is', () => {
  test('people are told from the system’s own accounts', () => {
    expect(accountsOf(fixture('linux/passwd.txt'), 0)).toEqual([
      { user: 'root', fullName: 'root', home: '/root' },
      { user: 'ada', fullName: 'Ada Lovelace', home: '/home/ada' },
    ]);
  });
  test('whoever has a home folder here is known, also when no file lists them', () => {
    const folders = ['bob', 'Public', 'Default User', 'lost+found', '.localized', 'Shared', 'MACHINE$'];
    expect(homesAmong(folders, 'C:\\Users\\')).toEqual([{ user: 'bob', fullName: '', home: 'C:\\Users\\bob' }]);
    expect(homesAmong(Array(500).fill('bob'), '/home/')).toHaveLength(200);
  });
  test('the names that /etc/hosts gives this machine are its own', () => {
    expect(ownNamesInHosts('127.0.0.1 localhost\n127.0.1.1 ada-laptop.corp.example ada-laptop # own\n10.0.0.1 server\n')).toEqual(
      ['ada-laptop.corp.example', 'ada-laptop'],
    );
  });
  test('the last search line counts', () => {
    expect(searchDomainsOf('domain old.example\nsearch corp.example dev.corp.example.\nnameserver 1.1.1.1\n')).toEqual([
      'corp.example',
      'dev.corp.example',
    ]);
  });
  test('the registry’s answer is read by name', () => {
    const output = '\r\nHKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Cryptography\r\n    MachineGuid    REG_SZ    9d2c-11\r\n\r\n';
    expect(registryValueOf(output, 'MachineGuid')).toBe('9d2c-11');
  });
});
