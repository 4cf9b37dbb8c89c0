import { describe, expect, test } from 'vitest';
import { operatingSystem } from '#collector/collectors/operating-system/collector.ts';
import { processes } from '#collector/collectors/processes/collector.ts';
import { recentChanges } from '#collector/collectors/recent-changes/collector.ts';
import { services } from '#collector/collectors/services/collector.ts';
import { software } from '#collector/collectors/software/collector.ts';
import { systemLog } from '#collector/collectors/system-log/collector.ts';
import { logEvents } from '#diagnosis/item-events.ts';
import { collectOn, fixture, type Machine } from '#tests/harness/collect-context.ts';

const mac: Machine = {
  platform: 'darwin',
  commands: {
    'system_profiler -json SPApplicationsDataType': fixture('darwin/applications.json'),
    'system_profiler -json SPInstallHistoryDataType': fixture('darwin/install-history.json'),
    'sysctl -n kern.hv_vmm_present': '0\n',
    sw_vers: fixture('darwin/sw_vers.txt'),
    ps: fixture('darwin/ps.txt'),
    'launchctl list': fixture('darwin/launchctl.txt'),
    'log show --last 1h --style ndjson': fixture(
      '../../../collector/collectors/system-log/fixtures/log-hour-de.ndjson',
    ),
    'log show --start 2026-11-22 12:00:00+0000 --end 2026-11-23 11:00:00+0000 --style ndjson': {
      stdout: fixture('../../../collector/collectors/system-log/fixtures/log-day.ndjson'),
      state: 'stopped',
      exitCode: null,
    },
  },
};

describe('on macOS', () => {
  test('the operating system has its name, version and build', async () => {
    expect((await collectOn(mac, operatingSystem)).content('operating-system.json')).toMatchObject({
      name: 'macOS',
      version: '15.3.1',
      build: '24D70',
    });
  });

  test('applications are listed without their paths', async () => {
    expect((await collectOn(mac, software)).content('software.json')).toEqual({
      count: 1,
      packages: [
        {
          name: 'Safari',
          version: '18.3',
          architecture: 'arm_i64',
          source: 'applications',
          publisher: 'apple',
        },
      ],
    });
  });

  test('programs are listed by name, without path and arguments', async () => {
    expect((await collectOn(mac, processes)).content('processes.json')).toMatchObject({
      processes: [
        { name: 'Google Chrome', cpuSeconds: 62.5, runningSeconds: 2 * 3600 + 611 },
        { name: 'launchd', runningSeconds: 12 * 86400 + 3 * 3600 + 245 },
      ],
    });
  });

  test('a service that ended with an error has failed', async () => {
    const { services: list } = (await collectOn(mac, services)).content('services.json') as {
      services: { failed: boolean }[];
    };
    expect(list.map(({ failed }) => failed)).toEqual([false, false, true]);
  });

  test('changes older than 14 days are left out', async () => {
    const { changes } = (await collectOn(mac, recentChanges)).content('recent-changes.json') as {
      changes: { name: string }[];
    };
    expect(changes.map(({ name }) => name)).toEqual(['XProtectPlistConfigData']);
  });

  test('a log that takes too long is kept as far as it came, and says so', async () => {
    const { status, reason, content } = await collectOn(mac, systemLog);
    expect([status, reason]).toEqual([
      'partial',
      expect.stringContaining('last hour of the log is complete'),
    ]);
    expect(content('unified.log')).toBe(
      [
        '2026-11-23 12:41:07.103054+0100  localhost Mail[733]: <Error> [com.apple.mail:Connection] Fehler beim Verbinden: Der Vorgang konnte nicht abgeschlossen werden. | (NSURLErrorDomain-Fehler -1001.)',
        '2026-11-23 12:52:40.000123+0100  localhost kernel[0]: <Fault> AppleACPIPlatform: 予期しないエラー',
        '2026-11-23 12:59:01.500000+0100  localhost Google_Chrome[901]: <Error> [com.google.Chrome] renderer gone',
        '',
      ].join('\n'),
    );
    expect(content('unified-earlier.log')).toMatch(
      /^2026-11-22 13:00:02.*diskarbitrationd\[88\].*\n$/,
    );
  });

  test('a log without errors is good news; one that nobody may read is denied', async () => {
    const log = (said: object) => ({
      ...mac,
      commands: { 'log show': { stdout: '{"count":0,"finished":1}\n', ...said } },
    });
    expect(await collectOn(log({}), systemLog)).toMatchObject({
      status: 'success',
      names: ['unified.log'],
    });
    const stderr = "log: Must be admin to run 'show' command";
    expect(await collectOn(log({ stdout: '', stderr, exitCode: 77 }), systemLog)).toMatchObject({
      status: 'denied',
      names: [],
    });
    expect(await collectOn({ platform: 'darwin' }, systemLog)).toMatchObject({
      status: 'unavailable',
      names: [],
    });
  });

  test('the entries of the log are found by the timeline as those of the other systems are', async () => {
    const text = String((await collectOn(mac, systemLog)).content('unified.log'));
    const found = logEvents('system-log/unified.log', text, {
      timeZone: 'Europe/Berlin',
      until: '2026-11-23T12:00:00.000Z',
      application: null,
    });
    expect(found.map(({ at, what }) => [at, what])).toEqual([
      ['2026-11-23T11:41:07.000Z', 'Mail'],
      ['2026-11-23T11:52:40.000Z', 'kernel'],
      ['2026-11-23T11:59:01.000Z', 'Google_Chrome'],
    ]);
  });
});
