import os from 'node:os';
import { describe, expect, test } from 'vitest';
import { crashes } from '../../../collector/collectors/crashes/collector.ts';
import { darwinCrashes } from '../../../collector/collectors/crashes/darwin.ts';
import { coredumpFiles } from '../../../collector/collectors/crashes/linux.ts';
import { security } from '../../../collector/collectors/security/collector.ts';
import { startup } from '../../../collector/collectors/startup/collector.ts';
import { updates } from '../../../collector/collectors/updates/collector.ts';
import { notifierUpdates } from '../../../collector/collectors/updates/linux.ts';
import { collectOn, fixture, type Machine } from '../../harness/collect-context.ts';

const windowsIn = (language: 'en' | 'de', more: Machine['commands'] = {}): Machine => {
  const answers = JSON.parse(fixture(`windows/devices-${language}.json`)) as Record<string, unknown>;
  const commands = Object.fromEntries(Object.entries(answers).map(([sign, answer]) => [sign, JSON.stringify(answer)]));
  return { platform: 'win32', commands: { ...commands, ...more } };
};
const english = windowsIn('en', { 'dsregcmd /status': fixture('windows/dsregcmd.txt') });
const german = windowsIn('de');
const mac: Machine = {
  platform: 'darwin',
  commands: {
    'fdesetup status': 'FileVault is Off.\n',
    'csrutil status': 'System Integrity Protection status: enabled.\n',
    'spctl --status': { stdout: '', stderr: 'assessments enabled' },
    'profiles status': 'Enrolled via DEP: No\nMDM enrollment: Yes (User Approved)\nMDM server: https://mdm.corp.example/x\n',
    'system_profiler -json SPFirewallDataType': fixture('darwin/firewall.json'),
    'system_profiler -json SPInstallHistoryDataType': fixture('darwin/install-history.json'),
    'defaults read': fixture('darwin/softwareupdate.txt'),
  },
};
const home = os.homedir();
const secureBoot = '/sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c';
const linux: Machine = {
  platform: 'linux',
  files: {
    '/sys/kernel/security/lsm': 'lockdown,capability,yama,apparmor',
    '/sys/kernel/security/lockdown': 'none [integrity] confidentiality\n',
    '/sys/block/nvme0n1/size': '1\n',
    '/sys/block/dm-0/dm/uuid': 'CRYPT-LUKS2-4f1c0000aaaabbbbccccddddeeeeffff-luks-home\n',
    [secureBoot]: '\u0006\0\0\0\u0001',
    '/etc/ufw/ufw.conf': '# comment\nENABLED=yes\nLOGLEVEL=low\n',
    '/etc/systemd/system/multi-user.target.wants/ssh.service': '',
    '/etc/systemd/system/multi-user.target.wants/cups.path': '',
    '/etc/systemd/system/sshd.service': '',
    '/etc/xdg/autostart/nm-applet.desktop': '[Desktop Entry]\nExec=nm-applet\n',
    [`${home}/.config/autostart/sync.desktop`]: '[Desktop Entry]\nName=Sync\nExec=/home/ada/bin/sync --key x\nHidden=true\n',
  },
};
const stateOf = (content: unknown): Record<string, string> =>
  Object.fromEntries(
    (content as { protections: { part: string; state: string }[] }).protections.map((one) => [one.part, one.state]),
  );

describe('the protection of a computer', () => {
  test('on Linux is told without the name of an encrypted disk', async () => {
    const run = await collectOn(linux, security);
    expect(run.status).toBe('success');
    expect(stateOf(run.content('security.json'))).toEqual({
      'access control': 'on',
      'disk encryption': 'on',
      'secure boot': 'on',
      'kernel lockdown': 'on',
      firewall: 'on',
    });
    expect(JSON.stringify(run.content('security.json'))).not.toContain('4f1c');
  });
  test('that only an administrator may ask for is denied by name, and the rest is kept', async () => {
    const commands = { nft: { exitCode: 1, stderr: 'Operation not permitted (you must be root)' } };
    const files = { ...linux.files, '/etc/ufw/ufw.conf': 'denied' } as const;
    const run = await collectOn({ platform: 'linux', commands, files }, security);
    expect(run.status).toBe('partial');
    expect(run.reason).toContain('administrator');
    expect(stateOf(run.content('security.json')).firewall).toBe('denied');
  });
  test('is denied as a whole where nothing else is known', async () => {
    const files = { '/sys/kernel/security/lsm': 'denied', [secureBoot]: 'denied' } as const;
    expect(await collectOn({ platform: 'linux', files }, security)).toMatchObject({ status: 'denied', names: [] });
    expect(await collectOn({ platform: 'linux' }, security)).toMatchObject({ status: 'unavailable', names: [] });
  });
  test('on Windows tells which virus protection runs and whether the computer is managed, not by whom', async () => {
    const run = await collectOn(english, security);
    const content = run.content('security.json');
    expect(run.status).toBe('success');
    expect(stateOf(content)).toEqual({
      'virus protection, Defender': 'off',
      'virus protection': 'on',
      'firewall, domain networks': 'on',
      'firewall, private networks': 'on',
      'firewall, public networks': 'off',
      'disk encryption': 'on',
      'secure boot': 'on',
      'user account control': 'on',
      'joined to Entra ID': 'on',
      'joined to a domain': 'off',
      'signed in to Entra ID': 'on',
    });
    expect(content).toMatchObject({
      protections: expect.arrayContaining([
        { part: 'virus protection', state: 'on', detail: 'Example Endpoint Security, signatures old' },
      ]),
    });
    expect(JSON.stringify(content)).not.toMatch(/LT-4711|Example Corporation|8f3c2b1a/);
  });
  test('that Windows does not tell is unknown, and the collector says so', async () => {
    const run = await collectOn(german, security);
    expect(run.status).toBe('partial');
    expect(stateOf(run.content('security.json'))).toMatchObject({ 'disk encryption': 'unknown', 'secure boot': 'unknown' });
  });
  test('on macOS is told by each part of the system', async () => {
    const run = await collectOn(mac, security);
    expect(stateOf(run.content('security.json'))).toEqual({
      'disk encryption': 'off',
      'system integrity': 'on',
      'program checks': 'on',
      firewall: 'on',
      'managed by an organisation': 'on',
    });
    expect(JSON.stringify(run.content('security.json'))).not.toContain('mdm.corp');
  });
});

describe('what starts by itself', () => {
  test('on Linux is named, without its commands, and says when it is switched off', async () => {
    const content = (await collectOn(linux, startup)).content('startup.json');
    expect(content).toEqual({
      count: 4,
      items: [
        { name: 'cups.path', kind: 'service', whose: 'system', enabled: true },
        { name: 'ssh.service', kind: 'service', whose: 'system', enabled: true },
        { name: 'nm-applet', kind: 'program', whose: 'system', enabled: true },
        { name: 'sync', kind: 'program', whose: 'person', enabled: false },
      ],
    });
  });
  test('on Windows belongs to the person or to everyone', async () => {
    expect((await collectOn(english, startup)).content('startup.json')).toMatchObject({
      items: [
        { name: 'OneDrive', whose: 'person', enabled: true },
        { name: 'SecurityHealth', whose: 'system', enabled: true },
        { name: 'Send to OneNote', whose: 'person', enabled: false },
        { name: 'Updater', whose: 'system', enabled: false },
        { name: 'GoogleUpdaterTaskSystem', kind: 'scheduled task', enabled: true, state: 'Ready' },
        { name: 'OneDrive Reporting Task', kind: 'scheduled task', enabled: true, state: 'Running' },
      ],
    });
    expect((await collectOn(german, startup)).content('startup.json')).toMatchObject({
      items: [
        { name: 'Zubehör', whose: 'system', enabled: true },
        { name: 'Tägliche Sicherung', kind: 'scheduled task', enabled: false },
      ],
    });
  });
  test('on macOS are login items too, of which only an administrator learns whether they are on', async () => {
    const files = { '/Applications/Sync.app/Contents/Library/LoginItems/Sync Helper.app': '', '/Applications/Notes.app/x': '' };
    const run = await collectOn({ platform: 'darwin', files }, startup);
    expect(run).toMatchObject({ status: 'partial', reason: expect.stringContaining('administrator') });
    expect(run.content('startup.json')).toMatchObject({ items: [{ name: 'Sync Helper', kind: 'login item', enabled: null }] });
  });
  test('on macOS are agents and daemons', async () => {
    const files = {
      '/Library/LaunchDaemons/com.example.helper.plist': '',
      '/Library/LaunchAgents/.DS_Store': '',
      [`${home}/Library/LaunchAgents/com.example.sync.plist`]: '',
    };
    expect((await collectOn({ platform: 'darwin', files }, startup)).content('startup.json')).toMatchObject({
      items: [
        { name: 'com.example.helper', kind: 'daemon', whose: 'system' },
        { name: 'com.example.sync', kind: 'agent', whose: 'person' },
      ],
    });
  });
});

describe('crashes', () => {
  test('on Linux are listed by program, never by path', async () => {
    const dump = 'core.gnome-shell.1000.0123456789abcdef0123456789abcdef.812.1795168800000000.zst';
    const files = { [`/var/lib/systemd/coredump/${dump}`]: '', '/var/crash/_usr_bin_gedit.1000.crash': 'secret' };
    const commands = { 'coredumpctl list': fixture('../../../collector/collectors/crashes/fixtures/coredumpctl.json') };
    const content = (await collectOn({ platform: 'linux', files, commands }, crashes)).content('crashes.json');
    expect(content).toMatchObject({
      count: 4,
      crashes: expect.arrayContaining([
        expect.objectContaining({ program: 'viewer', cause: 'SIGSEGV' }),
        expect.objectContaining({ program: 'cupsd', cause: 'SIGABRT' }),
        expect.objectContaining({ program: 'gnome-shell' }),
        { at: '2026-11-23T12:00:00.000Z', program: 'gedit', kind: 'crash', cause: null },
      ]),
    });
    expect(JSON.stringify(content)).not.toMatch(/ada|secret/);
  });
  test('of a name with escapes are read as systemd wrote them', () => {
    expect(coredumpFiles(['core.my\\x20app.0.0123456789abcdef0123456789abcdef.1.1795168800000000'])).toMatchObject([
      { program: 'my app' },
    ]);
  });
  test('on macOS lose the name of the computer', () => {
    const modifiedAt = '2026-11-20T10:11:12.000Z';
    const names = [
      'Safari-2026-11-20-101112.ips',
      'Mail_2026-11-20-101112_Adas-MacBook.crash',
      'Kernel-2026-11-20-101112.panic',
      '.DS_Store',
    ];
    expect(darwinCrashes(names.map((name) => ({ name, modifiedAt })))).toEqual([
      { at: modifiedAt, program: 'Safari', kind: 'crash', cause: null },
      { at: modifiedAt, program: 'Mail', kind: 'crash', cause: null },
      { at: modifiedAt, program: 'system', kind: 'system', cause: null },
    ]);
  });
  test('on Windows are those of 30 days; what the account may not see makes them partial', async () => {
    const run = await collectOn(english, crashes);
    expect(run.status).toBe('partial');
    expect(run.content('crashes.json')).toMatchObject({
      crashes: [
        { program: 'Teams.exe', kind: 'crash' },
        { program: 'OUTLOOK.EXE', kind: 'crash' },
        { program: 'explorer.exe', kind: 'hang' },
        { program: 'system', kind: 'system' },
      ],
    });
    expect(await collectOn(german, crashes)).toMatchObject({ status: 'success' });
  });
  test('of which the journal shows an account only its own are partial', async () => {
    const stderr = 'No journal files were opened due to insufficient permissions.';
    const run = await collectOn({ platform: 'linux', commands: { coredumpctl: { exitCode: 1, stderr } } }, crashes);
    expect(run).toMatchObject({ status: 'partial', names: ['crashes.json'] });
  });
  test('that nobody may see are denied', async () => {
    expect(
      await collectOn({ platform: 'darwin', files: { '/Library/Logs/DiagnosticReports': 'denied' } }, crashes),
    ).toMatchObject({
      status: 'denied',
      names: [],
    });
  });
});

describe('system updates', () => {
  test.for([
    ['updates-available-en', { waiting: 12, waitingForSecurity: 3 }],
    ['updates-available-de', { waiting: 12, waitingForSecurity: 3 }],
    ['updates-available-none-fr', { waiting: 0, waitingForSecurity: 0 }],
  ] as const)('are counted in every language: %s', ([name, found]) => {
    expect(notifierUpdates(fixture(`linux/${name}.txt`))).toEqual(found);
  });
  test('on Debian without a counter are partial, and still tell of a restart', async () => {
    const files = {
      '/var/lib/apt/lists/x': '',
      '/run/reboot-required': '*** System restart required ***\n',
      '/run/reboot-required.pkgs': 'linux-image-6.1.0-28-amd64\nlibc6\nlibc6\n',
    };
    const run = await collectOn({ platform: 'linux', files }, updates);
    expect(run.status).toBe('partial');
    expect(run.content('updates.json')).toMatchObject({
      waiting: null,
      restartNeeded: true,
      restartFor: ['linux-image-6.1.0-28-amd64', 'libc6'],
      lastCheckedAt: '2026-11-23T12:00:00.000Z',
    });
  });
  test('on Fedora are counted from the cache, without what is only replaced', async () => {
    const commands = { 'dnf --cacheonly': { stdout: fixture('linux/dnf.txt'), exitCode: 100 } };
    const run = await collectOn({ platform: 'linux', commands }, updates);
    expect(run).toMatchObject({ status: 'success' });
    expect(run.content('updates.json')).toMatchObject({ waiting: 2, restartNeeded: null });
  });
  test('on Windows are dated, newest first', async () => {
    expect((await collectOn(english, updates)).content('updates.json')).toMatchObject({
      restartNeeded: true,
      installed: [{ name: 'KB5068861' }, { name: 'KB5044284' }],
    });
    expect((await collectOn(german, updates)).content('updates.json')).toMatchObject({
      restartNeeded: false,
      lastCheckedAt: null,
    });
  });
  test('on macOS have versions', async () => {
    expect((await collectOn(mac, updates)).content('updates.json')).toMatchObject({
      waiting: 2,
      lastCheckedAt: '2026-11-22T18:03:41.000Z',
      installed: [{ name: 'XProtectPlistConfigData 5321' }, { name: 'macOS 15.3.1' }],
    });
  });
});
