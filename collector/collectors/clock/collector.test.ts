import { describe, expect, test } from 'vitest';
import { collectOn, fixtureOf, type Machine } from '#tests/harness/collect-context.ts';
import { clock } from './collector.ts';
import { chronyTracking, linuxClock, ntpqPeers, timedatectl, timesyncd } from './linux.ts';
import { win32Clock } from './win32.ts';

const recorded = fixtureOf(import.meta.url);
const now = new Date('2026-11-23T12:00:00Z');
const show = (ntp: string, right: string): string =>
  `Timezone=Europe/Berlin\nLocalRTC=no\nCanNTP=yes\nNTP=${ntp}\nNTPSynchronized=${right}\nTimeUSec=Mon 2026-11-23 13:00:00 CET\n`;
const linux = (
  commands: NonNullable<Machine['commands']>,
  files: NonNullable<Machine['files']> = {},
): Machine => ({
  ...{ platform: 'linux', commands, files, now: '2026-11-23T11:40:02.000Z' },
});
const clockOn = async (machine: Machine) => (await collectOn(machine, clock)).content('clock.json');

describe('the clock of Linux', () => {
  test('is set by systemd-timesyncd', async () => {
    const commands = {
      'timedatectl show-timesync': recorded('timesync.txt'),
      'timedatectl show': show('yes', 'yes'),
    };
    expect(await clockOn(linux(commands, { '/run/systemd/timesync/synchronized': '' }))).toEqual({
      ...{
        automatic: true,
        synchronized: true,
        service: 'systemd-timesyncd',
        running: true,
        hardwareClockLocal: false,
      },
      ...{
        source: 'ntp.corp.example',
        servers: ['ntp.corp.example'],
        stratum: 2,
        offsetSeconds: null,
      },
      lastSyncAt: '2026-11-23T11:40:02.000Z',
    });
    expect(
      timesyncd(
        'Failed to query server: The name org.freedesktop.timesync1 was not provided\n',
        null,
      ),
    ).toBeNull();
  });
  test('is set by chrony, which also names the source', async () => {
    const line =
      'A9FEA97B,169.254.169.123,4,1795434000.500000000,-0.000012345,0.000001,0.000004,-12.5,0.0,0.01,0.0005,0.0003,16.2,Normal\n';
    const commands = { 'timedatectl show': show('yes', 'yes'), 'chronyc -c -n tracking': line };
    expect(await clockOn(linux(commands))).toMatchObject({
      ...{ service: 'chronyd', source: '169.254.169.123', stratum: 4, offsetSeconds: -0.000012345 },
      lastSyncAt: '2026-11-23T11:40:00.500Z',
    });
  });
  test('is not set when chrony has no source', () => {
    const none =
      '00000000,,0,0.000000000,0.000000000,0.0,0.0,0.0,0.0,0.0,1.0,1.0,0.0,Not synchronised\n';
    expect(chronyTracking(none)).toMatchObject({
      synchronized: false,
      source: null,
      stratum: null,
      lastSyncAt: null,
    });
    expect(chronyTracking('506 Cannot talk to daemon\n')).toBeNull();
    expect(chronyTracking('A9FEA97B,169.254.169.123,4\n')).toBeNull();
  });
  test('is set by ntpd', () => {
    const heading =
      '     remote           refid      st t when poll reach   delay   offset  jitter\n';
    const table = `${heading}${'='.repeat(78)}\n+192.0.2.7       203.0.113.4      2 u    1   64    1   23.399   -2.805   2.131\n*192.0.2.8       .GPS.            1 u    2   64    1   29.325    1.500   4.069\n`;
    expect(ntpqPeers(table)).toMatchObject({
      ...{
        service: 'ntpd',
        synchronized: true,
        source: '192.0.2.8',
        stratum: 1,
        offsetSeconds: 0.0015,
      },
      servers: ['192.0.2.7', '192.0.2.8'],
    });
    expect(ntpqPeers(heading)).toMatchObject({ synchronized: false, source: null, servers: [] });
    expect(ntpqPeers('ntpq: read: Connection refused\n')).toBeNull();
  });
  test('is not set automatically, or is unknown', async () => {
    expect(await clockOn(linux({ 'timedatectl show': show('no', 'no') }))).toMatchObject({
      ...{ automatic: false, synchronized: false, service: null, running: null, lastSyncAt: null },
    });
    expect(
      linuxClock(timedatectl('System has not been booted with systemd as init system\n'), [null]),
    ).toBeNull();
    expect(await collectOn({ platform: 'linux' }, clock)).toMatchObject({
      status: 'unavailable',
      names: [],
    });
  });
});

describe('the clock of Windows', () => {
  const service = { State: 'Running', StartMode: 'Manual' };
  const settings = { Type: 'NTP', NtpServer: 'time.windows.com,0x9 ntp.example,0x1' };
  test.for([
    ['English', 'w32tm-en', 'dc1.corp.example', 4, -0.0012332],
    ['German', 'w32tm-de', 'time.windows.com', 3, 0.0061517],
  ] as const)(
    'is read in %s by the order of its lines',
    async ([, file, source, stratum, offsetSeconds]) => {
      const commands = {
        'w32tm /query': recorded(`${file}.txt`),
        W32Time: JSON.stringify({ service, settings, policy: null }),
      };
      expect(await clockOn({ platform: 'win32', commands })).toEqual({
        ...{
          automatic: true,
          synchronized: true,
          service: 'W32Time',
          running: true,
          hardwareClockLocal: true,
        },
        ...{ source, stratum, offsetSeconds, servers: ['time.windows.com', 'ntp.example'] },
        lastSyncAt: '2026-11-23T11:51:26.500Z',
      });
    },
  );
  test('was never set, in Japanese', () => {
    expect(win32Clock({ service, settings }, recorded('w32tm-ja-never.txt'), now)).toMatchObject({
      ...{
        synchronized: false,
        source: null,
        stratum: null,
        offsetSeconds: null,
        lastSyncAt: null,
      },
    });
  });
  test('is set by the domain when the computer is a member of one', () => {
    expect(
      win32Clock({ service, settings, policy: { Type: 'NT5DS', NtpServer: null } }, '', now),
    ).toMatchObject({ servers: [] });
  });
  test('is not set automatically when that is turned off', () => {
    expect(win32Clock({ service, settings: { Type: 'NoSync' } }, '', now)).toMatchObject({
      automatic: false,
    });
    const stopped = { State: 'Stopped', StartMode: 'Disabled' };
    expect(win32Clock({ service: stopped, settings }, '', now)).toMatchObject({
      automatic: false,
      running: false,
    });
  });
  test('is unknown when its state may not be read', () => {
    const refused = 'The following error occurred: Access is denied. (0x80070005)\n';
    expect(win32Clock({ service, settings }, refused, now)).toMatchObject({
      running: true,
      synchronized: null,
      lastSyncAt: null,
    });
    expect(win32Clock(undefined, refused, now)).toBeNull();
    expect(
      win32Clock({ service, settings }, recorded('w32tm-en.txt').slice(0, 200), now),
    ).toMatchObject({ source: null });
  });
});

describe('the clock of macOS', () => {
  test('has only its servers and its service', async () => {
    const commands = {
      'launchctl print system/com.apple.timed':
        'system/com.apple.timed = {\n\tactive count = 3\n\tstate = running\n}\n',
    };
    const files = { '/etc/ntp.conf': '# from the system\nserver time.apple.com\n' };
    expect(await clockOn({ platform: 'darwin', commands, files })).toMatchObject({
      ...{
        service: 'timed',
        running: true,
        servers: ['time.apple.com'],
        synchronized: null,
        automatic: null,
      },
    });
    expect(await collectOn({ platform: 'darwin' }, clock)).toMatchObject({ status: 'unavailable' });
  });
});
