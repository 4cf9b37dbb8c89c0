import { describe, expect, test } from 'vitest';
import { collectOn, fixtureOf } from '../../../tests/harness/collect-context.ts';
import { kernelEntries } from '../system-log/journal.ts';
import { crashes } from './collector.ts';
import { crashKeeperOf, kernelCrashes } from './linux.ts';

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
