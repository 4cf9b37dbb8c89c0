import { describe, expect, test } from 'vitest';
import { collectOn, fixtureOf, type Machine } from '#tests/harness/collect-context.ts';
import { kernelEntries } from '../system-log/journal.ts';
import { crashes } from './collector.ts';
import { darwinCrashes } from './darwin.ts';
import { coredumpFiles, crashKeeperOf, kernelCrashes } from './linux.ts';
import { win32Crashes } from './win32.ts';

const dmesg = fixtureOf(import.meta.url)('../../system-log/fixtures/dmesg-decoded.txt');

describe('crashes on Linux', () => {
  test('are recorded by a known program, by another one, or not at all', () => {
    expect(crashKeeperOf('|/usr/lib/systemd/systemd-coredump %P %u %g %s %t %c %h')).toBe('known');
    expect(
      crashKeeperOf('|/usr/share/apport/apport -p%p -s%s -c%c -d%d -P%P -u%u -g%g -- %E'),
    ).toBe('known');
    expect(crashKeeperOf('|/usr/libexec/abrt-hook-ccpp %s %c %p %u %g %t P %I %h')).toBe('other');
    expect(crashKeeperOf('core\n')).toBe('nobody');
    expect(crashKeeperOf('')).toBe('nobody');
  });
  test('that the kernel noticed have a program and a cause', () => {
    expect(kernelCrashes(kernelEntries(dmesg))).toEqual([
      { at: '2026-11-23T15:47:43.356Z', program: 'candor', kind: 'crash', cause: 'SIGSEGV' },
      { at: '2026-11-23T15:47:43.563Z', program: 'candor', kind: 'crash', cause: 'SIGSEGV' },
      { at: '2026-11-23T15:48:00.000Z', program: 'Web Content', kind: 'crash', cause: 'SIGILL' },
    ]);
  });
  test('where nobody keeps them, are never “none”: what the kernel noticed is there, and the reason says what is missing', async () => {
    const files = {
      '/proc/sys/kernel/core_pattern': 'core\n',
      '/var/lib/systemd/coredump/.keep': '',
    };
    const now = '2026-11-23T16:00:00.000Z';
    const told = await collectOn(
      { platform: 'linux', files, now, commands: { 'dmesg --time-format=iso --decode': dmesg } },
      crashes,
    );
    expect(told).toMatchObject({
      status: 'partial',
      reason: expect.stringContaining('does not record crashed programs'),
    });
    expect(told.content('crashes.json')).toMatchObject({
      since: '2026-11-23T05:51:50.100Z',
      count: 2,
      crashes: [{ program: 'Web Content' }, { program: 'candor' }],
    });
    const closed = {
      dmesg: { exitCode: 1, stderr: 'dmesg: read kernel buffer failed: Operation not permitted' },
    };
    expect(
      await collectOn({ platform: 'linux', files, now, commands: closed }, crashes),
    ).toMatchObject({
      status: 'unavailable',
      reason: expect.stringContaining('may not read the kernel log'),
      names: [],
    });
  });
  test('are an empty list when systemd has recorded none', async () => {
    const files = {
      '/proc/sys/kernel/core_pattern': '|/usr/lib/systemd/systemd-coredump %P\n',
      '/var/lib/systemd/coredump/.keep': '',
    };
    expect(await collectOn({ platform: 'linux', files }, crashes)).toMatchObject({
      status: 'success',
    });
  });
});

describe('crashes on Windows', () => {
  const fault = (part: object) => ({
    At: '2026-11-20T09:00:00Z',
    Id: 1000,
    Program: 'WINWORD.EXE',
    Module: 'OLMAPI32.DLL',
    Code: 'c0000005',
    ...part,
  });
  test('have the exception and the module it came from, in any language', () => {
    expect(win32Crashes({ faults: [fault({})] })).toEqual([
      {
        at: '2026-11-20T09:00:00.000Z',
        program: 'WINWORD.EXE',
        kind: 'crash',
        cause: '0xC0000005 in OLMAPI32.DLL',
      },
    ]);
    const odd = [
      fault({ Module: 'unknown' }),
      fault({ Code: 'x' }),
      fault({ Code: '00000000' }),
      fault({ Id: 1002, Module: '0', Code: '' }),
    ];
    expect(win32Crashes({ faults: odd })?.map(({ kind, cause }) => [kind, cause])).toEqual([
      ['crash', '0xC0000005'],
      ['crash', null],
      ['crash', null],
      ['hang', null],
    ]);
    expect(
      win32Crashes({
        faults: [
          fault({ Program: 'C:\\Users\\ada\\tool.exe' }),
          fault({ At: 'x' }),
          fault({ Program: '' }),
        ],
      }),
    ).toMatchObject([{ program: 'tool.exe' }]);
  });
  test('are listed once for an event, a report and a dump, and again for another crash', () => {
    const reports = ['2026-11-20T09:02:00Z', '2026-11-20T11:00:00Z'].map((At) => ({
      Name: 'AppCrash_WINWORD.EXE_8f0e1d2c_5c1fabcd_cab_1a2b',
      At,
    }));
    const dumps = [{ Name: 'WINWORD.EXE.4242.dmp', At: '2026-11-20T09:00:05Z' }];
    expect(win32Crashes({ faults: [fault({})], reports, dumps })?.map(({ at }) => at)).toEqual([
      '2026-11-20T09:00:00.000Z',
      '2026-11-20T11:00:00.000Z',
    ]);
  });
});

const fixture = fixtureOf(import.meta.url);
const windowsIn = (language: 'en' | 'de', more: Machine['commands'] = {}): Machine => {
  const answers = JSON.parse(fixture(`windows-${language}.json`)) as Record<string, unknown>;
  const commands = Object.fromEntries(
    Object.entries(answers).map(([sign, answer]) => [sign, JSON.stringify(answer)]),
  );
  return { platform: 'win32', commands: { ...commands, ...more } };
};
const english = windowsIn('en');
const german = windowsIn('de');

describe('crashes', () => {
  test('on Linux are listed by program, never by path', async () => {
    const dump = 'core.gnome-shell.1000.0123456789abcdef0123456789abcdef.812.1795168800000000.zst';
    const files = {
      [`/var/lib/systemd/coredump/${dump}`]: '',
      '/var/crash/_usr_bin_gedit.1000.crash': 'secret',
    };
    const commands = { 'coredumpctl list': fixture('coredumpctl.json') };
    const content = (await collectOn({ platform: 'linux', files, commands }, crashes)).content(
      'crashes.json',
    );
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
    expect(
      coredumpFiles(['core.my\\x20app.0.0123456789abcdef0123456789abcdef.1.1795168800000000']),
    ).toMatchObject([{ program: 'my app' }]);
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
    const run = await collectOn(
      { platform: 'linux', commands: { coredumpctl: { exitCode: 1, stderr } } },
      crashes,
    );
    expect(run).toMatchObject({ status: 'partial', names: ['crashes.json'] });
  });
  test('are denied when the account may not see any of them', async () => {
    expect(
      await collectOn(
        { platform: 'darwin', files: { '/Library/Logs/DiagnosticReports': 'denied' } },
        crashes,
      ),
    ).toMatchObject({
      status: 'denied',
      names: [],
    });
  });
});

describe('a report of a crash', () => {
  test.each([
    [
      'AppCrash_my_tool.exe_0f3c1d5e7a9b2c4d6e8f0a1b2c3d4e5f6a7b8c9d_1a2b3c4d_cab_0a1b2c3d',
      'my_tool.exe',
    ],
    ['AppCrash_OUTLOOK.EXE_8f0e1d2c_5c1fabcd_cab_1a2b', 'OUTLOOK.EXE'],
    [
      'AppCrash_Microsoft.Windows_c4f1d2e3a4b5c6d7e8f90a1b2c3d4e5f6a7b8c9d_9d0e1f2a_8b7c',
      'Microsoft.Windows',
    ],
    ['AppHang_my_app_c4f1d2e3a4b5c6d7e8f90a1b2c3d4e5f6a7b8c9d_9d0e1f2a', 'my_app'],
  ])('%s is of %s', (name, program) => {
    expect(win32Crashes({ reports: [{ Name: name, At: '2026-11-20T09:15:00Z' }] })).toMatchObject([
      { program },
    ]);
  });
});
