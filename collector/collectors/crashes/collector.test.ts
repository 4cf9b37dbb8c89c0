import { describe, expect, test } from 'vitest';
import { collectOn, fixtureOf } from '../../../tests/harness/collect-context.ts';
import { kernelEntries } from '../system-log/journal.ts';
import { crashes } from './collector.ts';
import { crashKeeperOf, kernelCrashes } from './linux.ts';
import { win32Crashes } from './win32.ts';

const dmesg = fixtureOf(import.meta.url)('../../system-log/fixtures/dmesg-decoded.txt');

describe('crashes on Linux', () => {
  test('are kept by somebody, or by nobody', () => {
    expect(crashKeeperOf('|/usr/lib/systemd/systemd-coredump %P %u %g %s %t %c %h')).toBe('known');
    expect(crashKeeperOf('|/usr/share/apport/apport -p%p -s%s -c%c -d%d -P%P -u%u -g%g -- %E')).toBe('known');
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
    const files = { '/proc/sys/kernel/core_pattern': 'core\n', '/var/lib/systemd/coredump/.keep': '' };
    const now = '2026-11-23T16:00:00.000Z';
    const told = await collectOn(
      { platform: 'linux', files, now, commands: { 'dmesg --time-format=iso --decode': dmesg } },
      crashes,
    );
    expect(told).toMatchObject({ status: 'partial', reason: expect.stringContaining('keeps no record of crashed programs') });
    expect(told.content('crashes.json')).toMatchObject({
      since: '2026-11-23T05:51:50.100Z',
      count: 2,
      crashes: [{ program: 'Web Content' }, { program: 'candor' }],
    });
    const closed = { dmesg: { exitCode: 1, stderr: 'dmesg: read kernel buffer failed: Operation not permitted' } };
    expect(await collectOn({ platform: 'linux', files, now, commands: closed }, crashes)).toMatchObject({
      status: 'unavailable',
      reason: expect.stringContaining('may not read what its kernel noticed'),
      names: [],
    });
  });
  test('where systemd keeps them, none is none', async () => {
    const files = {
      '/proc/sys/kernel/core_pattern': '|/usr/lib/systemd/systemd-coredump %P\n',
      '/var/lib/systemd/coredump/.keep': '',
    };
    expect(await collectOn({ platform: 'linux', files }, crashes)).toMatchObject({ status: 'success' });
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
      { at: '2026-11-20T09:00:00.000Z', program: 'WINWORD.EXE', kind: 'crash', cause: '0xC0000005 in OLMAPI32.DLL' },
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
      win32Crashes({ faults: [fault({ Program: 'C:\\Users\\ada\\tool.exe' }), fault({ At: 'x' }), fault({ Program: '' })] }),
    ).toMatchObject([{ program: 'tool.exe' }]);
  });
  test('are told once where there are an event, a report and a dump, and again where it crashed again', () => {
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
