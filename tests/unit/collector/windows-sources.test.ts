import { describe, expect, test } from 'vitest';
import { crashes } from '#collector/collectors/crashes/collector.ts';
import { recentChanges } from '#collector/collectors/recent-changes/collector.ts';
import { win32Changes } from '#collector/collectors/recent-changes/win32.ts';
import { security } from '#collector/collectors/security/collector.ts';
import { win32Protections } from '#collector/collectors/security/win32.ts';
import { software } from '#collector/collectors/software/collector.ts';
import { startup } from '#collector/collectors/startup/collector.ts';
import { win32Startup } from '#collector/collectors/startup/win32.ts';
import { systemHistory } from '#collector/collectors/system-history/collector.ts';
import { systemLog } from '#collector/collectors/system-log/collector.ts';
import { updates } from '#collector/collectors/updates/collector.ts';
import { win32Updates } from '#collector/collectors/updates/win32.ts';
import { askEach, whole } from '#collector/toolkit/powershell-sources.ts';
import { sourcesOf } from '#collector/toolkit/source-answers.ts';
import { collectOn, fixture, type Machine } from '#tests/harness/collect-context.ts';

/** What PowerShell says of one source that failed, in a language of the system. */
const failed = (source: string, error: string): string =>
  JSON.stringify({ silent: { source, error } });

const machine = (sign: string, ...lines: (string | object)[]): Machine => ({
  platform: 'win32',
  commands: {
    [sign]: lines
      .map((line) => (typeof line === 'string' ? line : JSON.stringify(line)))
      .join('\r\n'),
  },
});

describe('a script that asks several sources', () => {
  test('is no fact for the daily snapshot when one of those that count is missing', () => {
    const asked = {
      answer: { programs: [] },
      silent: [{ source: 'apps', error: 'E' }],
      stopped: false,
    };
    expect(whole(asked, ['programs'])).toEqual({ programs: [] });
    expect(() => whole(asked, ['programs', 'apps'])).toThrow('no answer about apps');
    expect(() => whole({ ...asked, silent: [], stopped: true }, ['programs'])).toThrow(
      'no answer about all',
    );
  });

  test('guards each of them, so that none can take the others with it', () => {
    const script = askEach({ a: { one: 'throw "x"' }, b: { list: 'Get-Item C:' } });
    expect(script.match(/try\{/g)).toHaveLength(2);
    expect(script.match(/catch\{/g)).toHaveLength(2);
    expect(script).toMatch(/silent=@\{source='a'/);
  });

  test('is read line by line: lists in several lines are one, and a line that was cut off is left out', () => {
    const output =
      '{"events":[{"Id":1}]}\r\n{"events":[{"Id":2}]}\r\n{"checked":null}\r\n{"silent":{"source":"b","error":"E: x"}}\r\n{"events":[{"I';
    expect(sourcesOf(output)).toEqual({
      answer: { events: [{ Id: 1 }, { Id: 2 }], checked: null },
      silent: [{ source: 'b', error: 'E: x' }],
    });
    expect(sourcesOf('Get-Item : Der Pfad wurde nicht gefunden.')).toEqual({
      answer: undefined,
      silent: [],
    });
  });
});

describe('what one source of Windows says stays when another fails', () => {
  test('on a server without Defender and security center: firewall, BitLocker, Secure Boot and UAC', async () => {
    const run = await collectOn(
      {
        platform: 'win32',
        commands: {
          'Get-MpComputerStatus': fixture(
            '../../../collector/collectors/security/fixtures/security-server-fr.jsonl',
          ),
          'dsregcmd /status': fixture(
            '../../../collector/collectors/security/fixtures/dsregcmd.txt',
          ),
        },
      },
      security,
    );
    expect(run).toMatchObject({
      status: 'partial',
      reason: 'Windows returned nothing about some parts: {parts}.',
    });
    const content = run.content('security.json') as {
      protections: { part: string; state: string }[];
      silent: unknown;
    };
    expect(content.protections.map(({ part, state }) => [part, state])).toEqual(
      expect.arrayContaining([
        ['firewall, domain networks', 'on'],
        ['disk encryption', 'off'],
        ['secure boot', 'on'],
        ['user account control', 'on'],
      ]),
    );
    expect(content.silent).toMatchObject([{ source: 'antivirus' }, { source: 'defender' }]);
  });

  test('where Windows never looked for updates', async () => {
    const run = await collectOn(
      machine(
        'RebootPending',
        { restart: false },
        { checked: null },
        { fixes: [{ HotFixID: 'KB5068861', At: '11/12/2026' }] },
      ),
      updates,
    );
    expect(run.status).toBe('success');
    expect(run.content('updates.json')).toMatchObject({
      restartNeeded: false,
      lastCheckedAt: null,
      installed: [{ at: '2026-11-12T00:00:00.000Z', name: 'KB5068861' }],
    });
  });

  test('where the update service is switched off by the organisation', async () => {
    const error =
      'System.Runtime.InteropServices.COMException: Der Dienst kann nicht gestartet werden. (HRESULT: 0x80070422)';
    const run = await collectOn(
      machine('RebootPending', { restart: true }, failed('checked', error), { fixes: [] }),
      updates,
    );
    expect(run.status).toBe('partial');
    expect(run.content('updates.json')).toMatchObject({
      restartNeeded: true,
      silent: [{ source: 'checked', error }],
    });
  });

  test('programs of the registry where there are no apps of the store', async () => {
    const programs = [
      { DisplayName: 'Grete', DisplayVersion: '1', Publisher: '', InstallDate: '' },
    ];
    const error = 'CommandNotFoundException: 用語 Get-AppxPackage は認識されません。';
    const run = await collectOn(
      machine('Get-AppxPackage', { programs }, failed('apps', error)),
      software,
    );
    expect(run.status).toBe('partial');
    expect(run.content('software.json')).toMatchObject({
      count: 1,
      packages: [{ name: 'Grete', publisher: null }],
    });
  });

  test('changes of this person’s own programs where the updates of the system gave no answer', async () => {
    const programs = [
      { DisplayName: 'Slack', DisplayVersion: '4.41', Publisher: '', InstallDate: '20261121' },
    ];
    const run = await collectOn(
      machine('Win32_QuickFixEngineering', failed('updates', 'HRESULT 0x80041003'), { programs }),
      recentChanges,
    );
    expect(run.status).toBe('partial');
    expect(run.content('recent-changes.json')).toMatchObject({
      changes: [{ at: '2026-11-21', name: 'Slack' }],
    });
  });

  test('until it was stopped', async () => {
    const stdout = '{"programs":[{"Name":"OneDrive","Location":"Startup"}]}\n{"approved":[]}\n';
    const commands = {
      Win32_StartupCommand: { stdout, state: 'stopped', exitCode: null },
    } as const;
    const run = await collectOn({ platform: 'win32', commands }, startup);
    expect(run).toMatchObject({
      status: 'partial',
      names: ['startup.json'],
      reason: expect.stringContaining('too long'),
    });
  });

  test('errors of the log, when time ran out before its warnings', async () => {
    const stdout = fixture(
      '../../../collector/collectors/system-log/fixtures/events-stopped-de.jsonl',
    );
    const commands = { 'Get-WinEvent': { stdout, state: 'stopped', exitCode: null } } as const;
    const run = await collectOn({ platform: 'win32', commands }, systemLog);
    expect(run).toMatchObject({ status: 'partial', reason: expect.stringContaining('too long') });
    const { events } = run.content('events.json') as {
      events: { source: string; level: string; message: string }[];
    };
    expect(events.map(({ source, level }) => [source, level])).toEqual([
      ['Application Error', 'error'],
      ['Service Control Manager', 'error'],
      ['Microsoft-Windows-Kernel-Power', 'critical'],
    ]);
    expect(events[1]?.message).toContain('unerwartet beendet');
  });

  test('a log in which nothing went wrong, which is no missing answer', async () => {
    expect(askEach({ a: { lines: 'Get-WinEvent' } })).toContain(
      "-like 'NoMatchingEventsFound*'){ConvertTo-Json -Compress -Depth 4 -InputObject @{a=@()}}",
    );
    const run = await collectOn(
      machine('Get-WinEvent', { systemErrors: [] }, { applicationErrors: [] }),
      systemLog,
    );
    expect(run).toMatchObject({ status: 'success' });
    expect(run.content('events.json')).toEqual({ events: [] });
  });

  test('restarts, where the records of reliability are switched off', async () => {
    const restarts = [
      {
        At: '2026-11-20T08:00:00Z',
        ProviderName: 'Microsoft-Windows-Kernel-General',
        Id: 12,
        By: null,
      },
    ];
    const run = await collectOn(
      machine('Win32_ReliabilityRecords', { restarts }, failed('records', 'HRESULT 0x80041003')),
      systemHistory,
    );
    expect(run).toMatchObject({
      status: 'partial',
      reason: expect.stringContaining('reliability'),
    });
    expect(run.content('system-history.json')).toMatchObject({ restarts: [{ how: 'started' }] });
  });

  test('crashes of programs where the folder of the kernel gave no answer', async () => {
    const reports = [{ Name: 'AppHang_explorer.exe_11aabbcc_22bb', At: '2026-11-20T09:15:00Z' }];
    const run = await collectOn(
      machine('ReportArchive', { reports }, failed('kernel', 'x')),
      crashes,
    );
    expect(run).toMatchObject({ status: 'partial', names: ['crashes.json'] });
  });
});

test.each([
  [4_294_967_295, null],
  [65_535, null],
  [0, 'signatures 0 days old'],
  [12, 'signatures 12 days old'],
])('signatures of Defender that are %d days old', (days, detail) => {
  const [defender] = win32Protections({
    defender: { RealTimeProtectionEnabled: false, AntivirusSignatureAge: days },
  });
  expect(defender).toMatchObject({ state: 'off', detail });
});

test('whether programs start is unknown where Windows does not tell what was switched off', () => {
  expect(win32Startup({ programs: { Name: 'OneDrive', Location: 'Startup' } })).toMatchObject([
    { enabled: null },
  ]);
});

test('days are read as Windows and as installers write them, and never guessed', () => {
  const days = (at: string) =>
    win32Updates({ fixes: [{ HotFixID: 'KB1', At: at }] })?.installed.map((one) =>
      one.at.slice(0, 10),
    );
  expect([days('2026-11-12'), days('1/9/2026'), days('')]).toEqual([
    ['2026-11-12'],
    ['2026-01-09'],
    [],
  ]);
  const programs = ['20261120', '2026-11-20', '2026/11/20', '20.11.2026', '11/20/2026', ''].map(
    (InstallDate, index) => ({
      DisplayName: `p${index}`,
      InstallDate,
    }),
  );
  expect(win32Changes({ programs }, new Date('2026-11-01')).map(({ name }) => name)).toEqual([
    'p0',
    'p1',
    'p2',
  ]);
});
