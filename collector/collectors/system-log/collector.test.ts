import { describe, expect, test } from 'vitest';
import { errorsInLog } from '#diagnosis/log-errors.ts';
import { collectOn, fixtureOf } from '#tests/harness/collect-context.ts';
import { systemLog } from './collector.ts';
import { journalText, kernelEntries, kernelText } from './journal.ts';
import { linesSince } from './linux.ts';

const fixture = fixtureOf(import.meta.url);
const journal = fixture('journal.jsonl');
const dmesg = fixture('dmesg-decoded.txt');
const errorsIn = (text: string) =>
  errorsInLog(text, { timeZone: 'UTC', until: '2026-11-24T00:00:00Z', all: false });

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
    const found = await collectOn(
      { platform: 'linux', commands: { 'journalctl --priority=warning': journal } },
      systemLog,
    );
    expect(found).toMatchObject({ status: 'success', names: ['journal.log', 'event-counts.json'] });
    expect(found.content('journal.log')).toBe(journalText(journal));
  });
});

describe('the kernel’s own log', () => {
  test('is asked for warnings and errors alone, and keeps lines that belong together', async () => {
    const commands = {
      'dmesg --time-format=iso --decode --level=emerg,alert,crit,err,warn': dmesg,
    };
    const found = await collectOn({ platform: 'linux', commands }, systemLog);
    expect(found).toMatchObject({ status: 'partial', names: ['kernel.log', 'event-counts.json'] });
    expect(found.content('kernel.log')).toContain(
      '2026-11-23T05:51:50.426Z <warning> kernel: amd_pstate: The CPPC feature is supported but currently disabled by the BIOS.\n  Please enable it',
    );
  });
  test('in which a start option says panic, and a warning says failed, tells one error', () => {
    expect(errorsIn(kernelText(dmesg)).filter(({ crash }) => !crash)).toMatchObject([
      {
        at: '2026-11-23T05:10:01.000Z',
        what: 'kernel',
        detail: 'ata1.00: failed command: READ FPDMA QUEUED',
      },
    ]);
    expect(
      errorsIn('Nov 23 08:00:00 h kernel: Command line: BOOT_IMAGE=/vmlinuz panic=1\n'),
    ).toEqual([]);
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

describe('on Linux, the system log', () => {
  const at = '2026-11-23T00:00:02';

  test('is the journal where there is one, also when it has nothing to warn of', async () => {
    const commands = {
      'journalctl --priority': '-- No entries --\n',
      'journalctl --lines=1': '2026-11-23T00:00:00+0000 host kernel: x\n',
    };
    expect(await collectOn({ platform: 'linux', commands }, systemLog)).toMatchObject({
      status: 'success',
      names: ['journal.log', 'event-counts.json'],
    });
  });
  test('that shows an account only its own part is partial', async () => {
    const stderr = 'Hint: You are currently not seeing messages from other users and the system.';
    const commands = {
      journalctl: { stdout: '{"MESSAGE":"x","__REALTIME_TIMESTAMP":"1795429800123456"}\n', stderr },
    };
    expect(await collectOn({ platform: 'linux', commands }, systemLog)).toMatchObject({
      status: 'partial',
      names: ['journal.log', 'event-counts.json'],
    });
  });
  test('of files is that of the last 24 hours', async () => {
    const found = await collectOn(
      { platform: 'linux', files: { '/var/log/syslog': fixture('syslog.txt') }, now: at },
      systemLog,
    );
    expect(found.content('syslog.log')).toBe(
      'Nov 22 23:59:59 host app[1]: recent\n  continued\nNov 23 00:00:01 host app[1]: newest\n',
    );
  });
  test('that the account may not read is denied', async () => {
    expect(
      await collectOn({ platform: 'linux', files: { '/var/log/syslog': 'denied' } }, systemLog),
    ).toMatchObject({
      status: 'denied',
      names: [],
    });
    const commands = {
      dmesg: { exitCode: 1, stderr: 'dmesg: read kernel buffer failed: Operation not permitted' },
    };
    expect(await collectOn({ platform: 'linux', commands }, systemLog)).toMatchObject({
      status: 'denied',
    });
  });
  test('lines of December read in January are last year’s', () => {
    expect(
      linesSince(
        'Dec 31 23:00:00 host a\n',
        new Date('2026-12-30T00:00:00'),
        new Date('2027-01-01T01:00:00'),
      ),
    ).toBe('Dec 31 23:00:00 host a\n');
  });
});

describe('events are counted', () => {
  type Counts = {
    counts: { source: string; level: string | null; count: number }[];
    signs: { sign: string; count: number }[];
  };
  const countsOf = async (machine: Parameters<typeof collectOn>[0]) =>
    (await collectOn(machine, systemLog)).content('event-counts.json') as Counts & {
      since: string | null;
      unreadable: string[];
    };
  const kernel = (...messages: string[]): string =>
    messages
      .map(
        (message, at) => `2026-11-23T10:00:0${at}.000000+00:00 host kernel: [  12.3] ${message}\n`,
      )
      .join('');

  test('by program and level, without process numbers, in the journal', async () => {
    const { counts, since } = await countsOf({
      platform: 'linux',
      commands: { 'journalctl --priority=warning': journal },
    });
    expect(since).toBe('2026-11-23T10:30:00.123Z');
    expect(counts).toContainEqual({
      ...{ source: 'cupsd', level: 'err', count: 1 },
      ...{ firstAt: '2026-11-23T10:30:00.123Z', lastAt: '2026-11-23T10:30:00.123Z' },
    });
  });
  test('in a classic log, which says no level', async () => {
    const text = 'Nov 23 10:00:00 host cupsd[1]: a\nNov 23 10:05:00 host cupsd[2]: b\nno time\n';
    const { counts } = await countsOf({ platform: 'linux', files: { '/var/log/syslog': text } });
    expect(counts).toMatchObject([{ source: 'cupsd', level: null, count: 2 }]);
  });
  test.for([
    ['disk error', 'blk_update_request: I/O error, dev sda, sector 2048 op 0x0:(READ)'],
    ['disk error', 'ata1.00: failed command: READ FPDMA QUEUED'],
    ['disk connection reset', 'ata3: hard resetting link'],
    ['disk connection reset', 'nvme nvme0: I/O 24 (I/O Cmd) QID 4 timeout, aborting'],
    [
      'file system error',
      'EXT4-fs error (device sda1): ext4_lookup:1855: inode #12: deleted inode referenced: 13',
    ],
    ['program ended for lack of memory', 'Out of memory: Killed process 4242 (java) total-vm:1kB'],
    [
      'processor or memory fault',
      'EDAC MC0: 1 CE memory read error on CPU_SrcID#0_Ha#0_Chan#1_DIMM#0',
    ],
    [
      'processor or memory fault',
      'mce: [Hardware Error]: CPU 2: Machine Check: 0 Bank 5: be00000000800400',
    ],
    [
      'processor or memory fault',
      '[Hardware Error]: CPU:3 (17:31:0) MC17_STATUS[Over|CE|MiscV|AddrV|-|-]: 0xdc2041000000011b',
    ],
    ['machine check logged', 'mce: [Hardware Error]: Machine check events logged'],
    [
      'program ended for lack of memory',
      'Memory cgroup out of memory: Killed process 4182 (worker) total-vm:812044kB',
    ],
    ['disk connection reset', 'nvme nvme0: Device not ready; aborting reset, CSTS=0x1'],
    [
      'graphics hang',
      '[drm:amdgpu_job_timedout [amdgpu]] *ERROR* ring gfx_0.0.0 timeout, signaled seq=1',
    ],
    ['overheating', 'nvme nvme0: temperature above warning threshold (61 C)'],
    ['graphics hang', 'i915 0000:00:02.0: [drm] GPU HANG: ecode 12:1:85dffffb, in firefox [2345]'],
    ['graphics hang', 'NVRM: Xid (PCI:0000:01:00): 79, GPU has fallen off the bus.'],
    ['graphics hang', 'amdgpu 0000:03:00.0: amdgpu: GPU reset begin!'],
    [
      'overheating',
      'mce: CPU3: Package temperature above threshold, cpu clock throttled (total events = 10)',
    ],
    ['USB error', 'usb 1-4: device descriptor read/64, error -71'],
    ['hung task', 'INFO: task kworker/u8:1:99 blocked for more than 120 seconds.'],
  ] as const)('“%s” is the sign of: %s', async ([sign, message]) => {
    const { signs } = await countsOf({
      platform: 'linux',
      files: { '/var/log/syslog': kernel(message, message, 'all is well') },
    });
    expect(signs).toMatchObject([
      { sign, count: 2, firstAt: '2026-11-23T10:00:00.000Z', lastAt: '2026-11-23T10:00:01.000Z' },
    ]);
  });
  test('and no sign is seen in what a program says, in loop devices, or in a healthy start', async () => {
    const healthy = kernel(
      'RAS: Correctable Errors collector initialized.',
      'I/O error, dev loop3, sector 0',
      'EDAC MC: Ver: 3.0.0',
    );
    const said = 'Nov 23 10:00:00 host app[1]: Out of memory: Killed process 1 (x)\n';
    expect(
      (await countsOf({ platform: 'linux', files: { '/var/log/syslog': healthy + said } })).signs,
    ).toEqual([]);
  });

  const groups = [
    {
      Log: 'System',
      Source: 'disk',
      Id: 153,
      Level: 3,
      Count: 12,
      First: '2026-11-20T01:00:00.0000000Z',
      Last: '2026-11-23T01:00:00.0000000Z',
    },
    {
      Log: 'Microsoft-Windows-WLAN-AutoConfig/Operational',
      Source: 'Microsoft-Windows-WLAN-AutoConfig',
      Id: 8003,
      Level: 4,
      Count: 40,
      First: '2026-11-20T01:00:00.0000000Z',
      Last: '2026-11-23T01:00:00.0000000Z',
    },
    {
      Log: 'Microsoft-Windows-AAD/Operational',
      Error: 'NoMatchingLogsFound,Microsoft.PowerShell.Commands.GetWinEventCommand',
    },
    {
      Log: 'Microsoft-Windows-PrintService/Admin',
      Error: 'LogInfoUnavailable,Microsoft.PowerShell.Commands.GetWinEventCommand',
    },
    { Log: 'System', Source: 'broken', Id: null, Count: 'x' },
  ].map((row) => JSON.stringify({ counts: [row] }));
  const windows = (counts: string) => ({
    platform: 'win32' as const,
    commands: { PrintService: counts, 'Get-WinEvent': '{"systemErrors":[]}' },
  });
  test('on Windows by log, provider and number, the most frequent first; a log that may not be read is named', async () => {
    const { counts, unreadable } = await countsOf(windows(groups.join('\n')));
    expect(counts).toMatchObject([
      { source: 'Microsoft-Windows-WLAN-AutoConfig', id: 8003, level: 'information', count: 40 },
      { log: 'System', source: 'disk', id: 153, level: 'warning', count: 12 },
    ]);
    expect(unreadable).toEqual(['Microsoft-Windows-PrintService/Admin']);
  });
  test('on Windows as far as the answer came, and no answer is a gap', async () => {
    expect((await countsOf(windows(`${groups[0]}\n{"counts":[{"Log`))).counts).toHaveLength(1);
    const found = await collectOn(windows(''), systemLog);
    expect(found).toMatchObject({ status: 'partial', names: ['events.json'] });
  });
  test('on Windows for no more than 500 kinds', async () => {
    const flood = Array.from({ length: 3000 }, (_, id) =>
      groups[0]?.replace('153', String(id)),
    ).join('\n');
    expect((await countsOf(windows(flood))).counts).toHaveLength(500);
  });
});
