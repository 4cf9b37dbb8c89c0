import { mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { changedFiles } from '#collector/os/changed-files.ts';
import { timelineItems } from '#contract/bundle/timeline.ts';
import { collectOn, fixtureOf } from '#tests/harness/collect-context.ts';
import { systemHistory } from './collector.ts';
import { darwinRestarts } from './darwin.ts';
import { journalBoots, wtmpRestarts } from './linux.ts';
import { settingOf, skippedSetting } from './settings.ts';

const fixture = fixtureOf(import.meta.url);
const shape = timelineItems['system-history/system-history.json'];
const now = '2026-11-23T12:00:00.000Z';

describe('restarts', () => {
  test('of systemd are read from its list of boots', () => {
    const boots =
      '[{"index":0,"boot_id":"a","first_entry":1763712000000000,"last_entry":1763715600000000}]';
    expect(journalBoots(boots)).toEqual([
      { at: '2025-11-21T08:00:00.000Z', how: 'started', detail: null },
    ]);
    expect(journalBoots(' 0 4f1 Fri 2026-11-20 08:00:00 CET—Fri 2026-11-20 09:00:00 CET')).toEqual(
      [],
    );
  });

  test('without a shutdown before are told apart from orderly ones', () => {
    const last = [
      'reboot   system boot  6.1.0-18-amd64   2026-11-22T08:00:00+01:00   still running',
      'reboot   system boot  6.1.0-18-amd64   2026-11-21T08:00:00+01:00 - 2026-11-21T10:00:00+01:00  (02:00)',
      'shutdown system down  6.1.0-18-amd64   2026-11-20T18:00:00+01:00 - 2026-11-21T08:00:00+01:00  (14:00)',
      'reboot   system boot  6.1.0-18-amd64   2026-11-20T08:00:00+01:00 - 2026-11-20T18:00:00+01:00  (10:00)',
      '',
      'wtmp begins 2026-11-01T00:00:00+01:00',
    ].join('\n');
    expect(wtmpRestarts(last).map(({ at, how }) => [at, how])).toEqual([
      ['2026-11-22T07:00:00.000Z', 'started without having been shut down'],
      ['2026-11-21T07:00:00.000Z', 'started'],
      ['2026-11-20T17:00:00.000Z', 'shut down'],
      ['2026-11-20T07:00:00.000Z', 'started'],
    ]);
  });

  test('of macOS have no year: what would lie ahead was last year', () => {
    const last = [
      'reboot time                                Fri Nov 20 08:12',
      'shutdown time                              Thu Nov 19 22:10',
      'reboot    ~                                Wed Dec 24 07:00',
      'wtmp begins Sat Oct  3 10:00',
    ].join('\n');
    const at = (year: number, month: number, day: number, hour: number, minute: number) =>
      new Date(year, month - 1, day, hour, minute).toISOString();
    expect(darwinRestarts(last, new Date(now))).toEqual([
      { at: at(2026, 11, 20, 8, 12), how: 'started', detail: null },
      { at: at(2026, 11, 19, 22, 10), how: 'shut down', detail: null },
      { at: at(2025, 12, 24, 7, 0), how: 'started', detail: null },
    ]);
  });
});

describe('on Windows', () => {
  test.each(['de', 'ja'])(
    'provider and number tell what happened, whatever the language (%s)',
    async (language) => {
      const run = await collectOn(
        {
          platform: 'win32',
          now,
          commands: { Win32_ReliabilityRecords: fixture(`history-${language}.jsonl`) },
        },
        systemHistory,
      );
      const found = shape.parse(run.content('system-history.json'));
      expect(found.restarts.map(({ how, detail }) => [how, detail])).toEqual([
        ['started', null],
        ['asked to shut down or restart', 'MusNotificationUx.exe'],
        ['started without having been shut down', null],
        ['started without having been shut down', null],
        ['stopped with a stop error', null],
      ]);
      expect(found.changes.map(({ action, driver }) => [action, driver])).toEqual([
        ['install', false],
        ['remove', false],
        ['reconfigure', false],
        ['update', false],
        ['fail', false],
        ['install', true],
      ]);
      expect(found.crashes).toEqual([
        { at: '2026-11-18T12:00:00.000Z', program: 'outlook.exe', hang: true },
        { at: '2026-11-18T11:00:00.000Z', program: 'buchhaltung.exe', hang: false },
      ]);
      expect(run.status).toBe('success');
    },
  );

  test('no answer is said, not guessed', async () => {
    const run = await collectOn({ platform: 'win32', now }, systemHistory);
    expect([run.status, run.names]).toEqual(['unavailable', []]);
  });
});

describe('on macOS', () => {
  test('changed launch agents and preferences are named without the person', async () => {
    const files = {
      '/Library/LaunchDaemons/com.example.vpn.plist': '',
      '/Library/Preferences/com.apple.SoftwareUpdate.plist': '',
      '/Library/Preferences/.GlobalPreferences_m.lock': '',
    };
    const run = await collectOn({ platform: 'darwin', now, files }, systemHistory);
    const { settings } = shape.parse(run.content('system-history.json'));
    expect(settings.map(({ area, name }) => [area, name])).toEqual([
      ['startup', '/Library/LaunchDaemons/com.example.vpn.plist'],
      ['system', '/Library/Preferences/com.apple.SoftwareUpdate.plist'],
    ]);
  });
});

describe('settings below /etc', () => {
  test.each([
    'shadow',
    'shadow-',
    'gshadow',
    'passwd-',
    'group',
    'ssl/private/server.key',
    'ssl/certs/ca.pem',
    'letsencrypt/live/intranet.example/fullchain.pem',
    'krb5.keytab',
    'machine-id',
    'cups/subscriptions.conf.O',
    'wpa_supplicant/wpa_supplicant.conf',
    'ssh/sshd_config.dpkg-old',
    '.git/index',
    'rc3.d/S01cups',
  ])('leave out %s', (path) => {
    expect(skippedSetting(path)).toBe(true);
  });

  test.each([
    ['hosts', 'network'],
    ['systemd/system/backup.service', 'startup'],
    ['ssh/sshd_config', 'security'],
    ['apt/sources.list', 'package sources'],
    ['cups/printers.conf', 'devices'],
    ['default/locale', 'system'],
  ])('name %s as %s', (path, area) => {
    expect(skippedSetting(path)).toBe(false);
    expect(settingOf(path, now)).toEqual({ at: now, area, name: `/etc/${path}` });
  });

  test('never name a network profile, which is mostly called like a Wi-Fi', () => {
    expect(
      JSON.stringify(settingOf('NetworkManager/system-connections/Grete Home.nmconnection', now)),
    ).not.toContain('Grete');
  });

  // Making a link is a right of its own on Windows.
  test.skipIf(process.platform === 'win32')(
    'are found by their time, by name alone, and no link is followed',
    async () => {
      const root = mkdtempSync(join(tmpdir(), 'candor-etc-'));
      try {
        await mkdir(join(root, 'ssh'));
        writeFileSync(join(root, 'ssh', 'new.conf'), 'x');
        writeFileSync(join(root, 'old.conf'), 'x');
        utimesSync(join(root, 'old.conf'), new Date('2020-01-01'), new Date('2020-01-01'));
        writeFileSync(join(root, 'shadow'), 'x');
        symlinkSync(root, join(root, 'loop'));
        const { files, cut } = await changedFiles(root, new Date(Date.now() - 60_000), {
          skip: skippedSetting,
          signal: new AbortController().signal,
        });
        expect([files.map(({ path }) => path), cut]).toEqual([['loop', 'ssh/new.conf'], false]);
      } finally {
        rmSync(root, { recursive: true });
      }
    },
  );
});
