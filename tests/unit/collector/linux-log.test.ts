import { describe, expect, test } from 'vitest';
import { crashes } from '../../../collector/collectors/crashes/collector.ts';
import { crashKeeperOf, kernelCrashes } from '../../../collector/collectors/crashes/linux.ts';
import { systemLog } from '../../../collector/collectors/system-log/collector.ts';
import { journalText, kernelEntries, kernelText } from '../../../collector/collectors/system-log/journal.ts';
import { errorsInLog } from '../../../diagnosis/log-errors.ts';
import { collectOn, fixture } from '../../harness/collect-context.ts';

const journal = fixture('linux/journal.jsonl');
const dmesg = fixture('linux/dmesg-decoded.txt');
const errorsIn = (text: string) => errorsInLog(text, { timeZone: 'UTC', until: '2026-11-24T00:00:00Z', all: false });

describe('the journal', () => {
  test('is written a line a message, with how grave it is, in any language', () => {
    expect(journalText(journal).split('\n')).toEqual([
      '2026-11-23T10:30:00.123Z <err> cupsd[812]: Drucker „Büro“ antwortet nicht',
      '2026-11-23T10:31:00.000Z <warning> NetworkManager[700]: <warn>  device (wlan0): activation failed: 試行に失敗しました',
      '2026-11-23T10:31:10.000Z <crit> systemd-coredump[4242]: Process 4240 (gimp) of user 1000 dumped core.',
      '  ',
      '  Module libc.so.6',
      '  Stack trace of thread 4240:',
      '2026-11-23T10:31:20.000Z <err> my_app: Fehler: �!',
      '2026-11-23T10:31:35.000Z <err> kernel: BTRFS error (device sda1): parent transid verify failed',
      '',
    ]);
  });
  test('that is empty, cut in the middle or something else says what is whole', () => {
    expect(journalText('')).toBe('');
    expect(journalText('-- No entries --\n')).toBe('');
    expect(journalText(`${journal.slice(40)}${journal.slice(0, 100)}`).split('\n')).toHaveLength(8);
    expect(journalText('{"MESSAGE":"x","__REALTIME_TIMESTAMP":"9999999999999999999999"}')).toBe('');
  });
  test('tells errors by how grave they are, not by English words: a warning with “failed” is none', () => {
    expect(errorsIn(journalText(journal)).map(({ what, crash }) => [what, crash])).toEqual([
      ['cupsd', false],
      ['gimp', true],
      ['my_app', false],
      ['kernel', false],
    ]);
  });
  test('is what the collector keeps', async () => {
    const found = await collectOn({ platform: 'linux', commands: { 'journalctl --priority=warning': journal } }, systemLog);
    expect(found).toMatchObject({ status: 'success', names: ['journal.log'] });
    expect(found.content('journal.log')).toBe(journalText(journal));
  });
});

describe('the kernel’s own log', () => {
  test('is asked for warnings and errors alone, and keeps lines that belong together', async () => {
    const commands = { 'dmesg --time-format=iso --decode --level=emerg,alert,crit,err,warn': dmesg };
    const found = await collectOn({ platform: 'linux', commands }, systemLog);
    expect(found).toMatchObject({ status: 'partial', names: ['kernel.log'] });
    expect(found.content('kernel.log')).toContain(
      '2026-11-23T05:51:50.426Z <warning> kernel: amd_pstate: The CPPC feature is supported but currently disabled by the BIOS.\n  Please enable it',
    );
  });
  test('in which a start option says panic, and a warning says failed, tells one error', () => {
    expect(errorsIn(kernelText(dmesg)).filter(({ crash }) => !crash)).toMatchObject([
      { at: '2026-11-23T05:10:01.000Z', what: 'kernel', detail: 'ata1.00: failed command: READ FPDMA QUEUED' },
    ]);
    expect(errorsIn('Nov 23 08:00:00 h kernel: Command line: BOOT_IMAGE=/vmlinuz panic=1\n')).toEqual([]);
    expect(errorsIn('Nov 23 08:00:00 h app[1]: warning: could not read, failed\n')).toEqual([]);
  });
  test.for([
    'Fehler beim Lesen',
    'Verbindung fehlgeschlagen',
    'échec de la lecture',
    'ошибка чтения',
    '読み取りエラー',
    '读取失败',
  ])('where no line says how grave it is, “%s” is an error', (message) =>
    expect(errorsIn(`Nov 23 08:00:00 h app[1]: ${message}\n`)).toHaveLength(1),
  );
  test('that was cut, or speaks of no such day, gives what is whole', () => {
    expect(kernelEntries(dmesg)).toHaveLength(6);
    expect(kernelEntries('')).toEqual([]);
  });
});

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
