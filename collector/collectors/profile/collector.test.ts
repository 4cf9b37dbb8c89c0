import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { collectOn, type Machine } from '#tests/harness/collect-context.ts';
import { profile } from './collector.ts';
import { darwinProfile } from './darwin.ts';
import { accountKind, folderFlag, mountOf } from './linux.ts';
import { win32Profile } from './win32.ts';

const { username } = os.userInfo();
const home = os.homedir();

afterEach(() => vi.unstubAllEnvs());

describe('a profile on Windows', () => {
  const list = (entry: object): Machine => ({
    platform: 'win32',
    commands: {
      ProfileList: JSON.stringify({
        profile: { State: 0, Central: false, Temp: false, Backup: false, ...entry },
      }),
    },
  });
  test.for([
    ['local', { State: 0 }],
    ['local, of an administrator', { State: 0x100 }],
    ['roaming, by its bits', { State: 0x10 }],
    ['roaming, by its server', { State: 0, Central: true }],
    ['mandatory', { State: 0x5 }],
    ['temporary, whatever else it is', { State: 0x811, Central: true }],
    ['temporary, by its folder', { State: 0, Temp: true }],
  ] as const)('is known to be %s', async ([kind, entry]) => {
    const found = await collectOn(list(entry), profile);
    expect(found).toMatchObject({ status: 'success' });
    expect(found.content('profile.json')).toMatchObject({ kind: kind.split(',')[0] });
  });
  test('that Windows could not load leaves a second entry, and a slow network an old copy', async () => {
    const found = await collectOn(list({ State: 0x400, Central: true, Backup: true }), profile);
    expect(found.content('profile.json')).toMatchObject({
      damagedCopy: true,
      slowNetwork: true,
      kind: 'roaming',
    });
  });
  test('names the folders that are elsewhere, but not where', () => {
    const shellFolders = {
      Home: 'C:\\Users\\ada',
      Desktop: 'C:\\Users\\ada\\OneDrive - Example Corp\\Desktop',
      Personal: '\\\\files.example.com\\home$\\ada',
      Pictures: 'c:\\users\\ADA\\Pictures',
      Music: 'H:\\Music',
      Videos: '%USERPROFILE%\\Videos',
      Downloads: 'C:\\Users\\adam\\Downloads',
    };
    const found = win32Profile({ shellFolders });
    expect(found?.redirected).toEqual([
      { folder: 'desktop', to: 'cloud drive' },
      { folder: 'documents', to: 'network' },
      { folder: 'music', to: 'elsewhere' },
      { folder: 'downloads', to: 'elsewhere' },
    ]);
    expect(JSON.stringify(found)).not.toMatch(/ada|example|onedrive/i);
  });
  test.for([
    ['text', { State: 'temporary', Central: 'yes', Backup: 'no' }],
    ['nothing', {}],
    ['a list', { State: [], Backup: [true] }],
    ['a negative number', { State: -1 }],
  ])('with %s for a state is of no known kind', ([, entry]) => {
    expect(win32Profile({ profile: entry, shellFolders: 'x', containers: 1 })).toEqual({
      ...{ kind: null, slowNetwork: null, damagedCopy: null, containers: null, redirected: [] },
    });
  });
  test('is unavailable where PowerShell says nothing, and partial where a part is missing', async () => {
    expect(await collectOn({ platform: 'win32' }, profile)).toMatchObject({
      status: 'unavailable',
      names: [],
    });
    const some = '{"profile":{"State":0}}\n{"silent":{"source":"shellFolders","error":"x"}}';
    expect(
      await collectOn({ platform: 'win32', commands: { ProfileList: some } }, profile),
    ).toMatchObject({ status: 'partial' });
  });
});

describe('a profile on macOS', () => {
  const local =
    'AuthenticationAuthority: ;ShadowHash;HASHLIST:<SALTED-SHA512-PBKDF2>\nNFSHomeDirectory: /Users/ada\n';
  const mobile = `AuthenticationAuthority:\n ;LocalCachedUser;/Active Directory/EXAMPLE/example.com:ada:0A1B\nNFSHomeDirectory: /Users/ada\n`;
  test('is local, mobile, or of a directory, without naming one', async () => {
    expect(darwinProfile(local, 0)).toMatchObject({ kind: 'local', home: { network: false } });
    expect(darwinProfile(mobile, 0)).toMatchObject({ kind: 'mobile' });
    expect(darwinProfile('<dscl_cmd> DS Error: -14136 (eDSRecordNotFound)', 56)).toEqual({
      kind: 'directory',
      home: null,
    });
    expect(darwinProfile('NFSHomeDirectory: /Network/Servers/files/ada', 0)).toMatchObject({
      home: { network: true },
    });
    const found = await collectOn(
      { platform: 'darwin', commands: { 'dscl . -read /Users/': mobile } },
      profile,
    );
    expect(found.content('profile.json')).toMatchObject({ kind: 'mobile' });
    expect(JSON.stringify(found.content('profile.json'))).not.toMatch(/ada|example/i);
  });
  test('is of no known kind where the directory fails for another reason', () => {
    expect(darwinProfile('<dscl_cmd> DS Error: -14006', 40)).toEqual({ kind: null, home: null });
    expect(darwinProfile('x'.repeat(100_000), null)).toEqual({ kind: null, home: null });
  });
  test('is unavailable without dscl', async () => {
    expect(await collectOn({ platform: 'darwin' }, profile)).toMatchObject({
      status: 'unavailable',
      names: [],
    });
  });
});

describe('a profile on Linux', () => {
  const line = (point: string, rest: string, options = 'rw,relatime') =>
    `36 27 8:1 / ${point} ${options} shared:1 - ${rest}\n`;
  const root = line('/', 'ext4 /dev/sda1 rw');
  const machine = (
    mounts: string,
    files: Machine['files'] = {},
    commands: Machine['commands'] = {},
  ): Machine => ({
    platform: 'linux',
    files: {
      '/proc/self/mountinfo': root + mounts,
      '/etc/passwd': `root:x:0:0::/root:/bin/sh\n${username}:x:1:1::${home}:`,
      ...files,
    },
    commands,
  });
  const homeOf = async (on: Machine) =>
    ((await collectOn(on, profile)).content('profile.json') as { home: object }).home;

  test('lies on a server when its home folder does, which is then not measured', async () => {
    const found = await collectOn(
      { ...machine(line(home, 'nfs4 files.example.com:/home rw')), thorough: true },
      profile,
    );
    expect(found.content('profile.json')).toMatchObject({
      kind: 'local',
      home: { filesystem: 'nfs4', network: true, encrypted: null },
      size: null,
    });
    expect(JSON.stringify(found.content('profile.json'))).not.toContain('example');
  });
  test('is encrypted by its folder, its file system, its disk, or what is below its disk', async () => {
    const lvm = line(home, 'xfs /dev/mapper/vg-home rw');
    const dm = (name: string, uuid: string) => ({
      [`/sys/block/${name}/dm/name`]: 'vg-home\n',
      [`/sys/block/${name}/dm/uuid`]: uuid,
    });
    const flagged = { 'lsattr -d': `-------------E-e------- ${home}\n` };
    expect(await homeOf(machine('', {}, flagged))).toMatchObject({
      encrypted: true,
      encryption: 'fscrypt',
    });
    expect(await homeOf(machine(line(home, 'ecryptfs /x rw')))).toMatchObject({
      encrypted: true,
      encryption: 'ecryptfs',
    });
    expect(await homeOf(machine(line(home, 'fuse.gocryptfs /x rw')))).toMatchObject({
      encryption: 'gocryptfs',
    });
    expect(await homeOf(machine(lvm, dm('dm-3', 'CRYPT-LUKS2-0a1b')))).toMatchObject({
      encryption: 'dm-crypt',
    });
    const layers = {
      ...dm('dm-3', 'LVM-0a1b'),
      '/sys/block/dm-3/slaves/dm-0': '',
      '/sys/block/dm-0/dm/uuid': 'CRYPT-LUKS2-0a1b',
    };
    expect(await homeOf(machine(lvm, layers))).toMatchObject({ encryption: 'dm-crypt' });
    expect(await homeOf(machine(lvm, dm('dm-3', 'LVM-0a1b')))).toMatchObject({
      encrypted: false,
      encryption: null,
    });
  });
  test('is not encrypted on a bare partition, and nobody knows on a pool of disks', async () => {
    expect(await homeOf(machine(''))).toMatchObject({
      filesystem: 'ext4',
      network: false,
      encrypted: false,
    });
    expect(await homeOf(machine(line(home, 'zfs tank/home rw')))).toMatchObject({
      encrypted: null,
      encryption: null,
    });
    expect(await homeOf(machine(line(home, 'xfs /dev/mapper/gone rw')))).toMatchObject({
      encrypted: null,
    });
  });
  test('is temporary when its home folder is in memory', async () => {
    const found = await collectOn(machine(line(home, 'tmpfs tmpfs rw')), profile);
    expect(found.content('profile.json')).toMatchObject({
      kind: 'temporary',
      home: { encrypted: null },
    });
  });
  test('belongs to a directory where no file names the account', () => {
    expect(accountKind(`${username}x:x:1:1::/:\n`, username)).toBe('directory');
    expect(accountKind(`root:x:0:0::/root:\n${username}:x:1:1::/:\n`, username)).toBe('local');
    expect(accountKind(null, username)).toBeNull();
  });
  test('lies in the longest mount above it, and in the last of two in one place', () => {
    const mounts = `${root}${line('/home', 'xfs /dev/sdb1 rw')}${line('/home/a\\040b', 'tmpfs tmpfs rw', 'ro')}${line('/home', 'btrfs /dev/sdc1 rw')}`;
    expect(mountOf(mounts, '/home/a b')).toMatchObject({ type: 'tmpfs', readOnly: true });
    expect(mountOf(mounts, '/home/a bc')).toMatchObject({ type: 'btrfs' });
    expect(mountOf(mounts, '/homes')).toMatchObject({ type: 'ext4' });
    expect(mountOf('garbage - \n - - -\n', '/home')).toBeNull();
  });
  test('ignores invalid flags', () => {
    expect(folderFlag('lsattr: Operation not supported While reading flags on /home/E')).toBeNull();
    expect(folderFlag('--------------e------- /home/E')).toBe(false);
  });
  test('is denied where the mounts are, and unavailable where nothing is said', async () => {
    const closed = machine('', { '/proc/self/mountinfo': 'denied' });
    expect(await collectOn(closed, profile)).toMatchObject({ status: 'denied', names: [] });
    expect(await collectOn({ platform: 'linux' }, profile)).toMatchObject({
      status: 'unavailable',
      names: [],
    });
  });
  test('is measured only in a thorough run', async () => {
    const folder = await mkdtemp(join(os.tmpdir(), 'candor-home-'));
    await writeFile(join(folder, 'letter'), 'a'.repeat(700));
    vi.stubEnv('HOME', folder);
    expect((await collectOn(machine(''), profile)).content('profile.json')).toMatchObject({
      size: null,
    });
    const whole = await collectOn({ ...machine(''), thorough: true }, profile);
    await rm(folder, { recursive: true });
    expect(whole.content('profile.json')).toMatchObject({
      size: { atLeastBytes: 700, files: 1, complete: true },
    });
  });
});
