import { describe, expect, test } from 'vitest';
import { collectOn, fixtureOf, type Machine } from '#tests/harness/collect-context.ts';
import { updates } from './collector.ts';
import { darwinUpdates } from './darwin.ts';
import { aptUpdates, notifierUpdates, zypperUpdates } from './linux.ts';
import { hresultOf } from './win32.ts';

const fixture = fixtureOf(import.meta.url);

describe('updates that wait, by apt', () => {
  const files = {
    '/var/lib/apt/lists/deb.debian.org_debian_dists_bookworm_InRelease': 'x',
    '/var/cache/apt/pkgcache.bin': 'x',
  };
  const commands = { 'apt-get --simulate': fixture('apt-simulate.txt') };
  test('are counted in any language, those for security apart, new packages not at all', async () => {
    expect(aptUpdates(fixture('apt-simulate.txt'))).toMatchObject({
      waiting: 3,
      waitingForSecurity: 2,
    });
    expect(aptUpdates('')).toEqual({ waiting: 0, waitingForSecurity: 0, waitingNames: [] });
    const found = await collectOn({ platform: 'linux', files, commands }, updates);
    expect(found).toMatchObject({ status: 'success' });
    expect(found.content('updates.json')).toMatchObject({ waiting: 3, waitingForSecurity: 2 });
  });
  test('are asked of an apt without a cache only in a thorough run, because that takes seconds', async () => {
    const uncached = { '/var/lib/apt/lists/deb.debian.org_debian_dists_bookworm_InRelease': 'x' };
    const quick = await collectOn({ platform: 'linux', files: uncached, commands }, updates);
    expect(quick.content('updates.json')).toMatchObject({ waiting: null });
    const whole = await collectOn(
      { platform: 'linux', files: uncached, commands, thorough: true },
      updates,
    );
    expect(whole.content('updates.json')).toMatchObject({ waiting: 3 });
  });
  test('are not claimed to be none where apt has no lists, or fails', async () => {
    const bare = { '/var/lib/apt/lists/lock': '', '/var/cache/apt/pkgcache.bin': '' };
    expect(
      (await collectOn({ platform: 'linux', files: bare, commands }, updates)).content(
        'updates.json',
      ),
    ).toMatchObject({
      waiting: null,
    });
    const broken = { 'apt-get --simulate': { exitCode: 100, stdout: '' } };
    expect(await collectOn({ platform: 'linux', files, commands: broken }, updates)).toMatchObject({
      status: 'partial',
    });
  });
});

describe('updates that wait, by zypper', () => {
  test('are counted from its list, and none is none', async () => {
    const list = fixture('zypper-list-updates.xml');
    expect(zypperUpdates(list)).toEqual({ waiting: 2, waitingNames: ['curl', 'kernel-default'] });
    expect(
      zypperUpdates(
        '<?xml version=\'1.0\'?>\n<stream>\n<update-status version="0.6">\n<update-list>\n</update-list>',
      ),
    ).toEqual({
      waiting: 0,
      waitingNames: [],
    });
    expect(zypperUpdates('zypper: command failed')).toBeNull();
    const found = await collectOn(
      { platform: 'linux', commands: { 'zypper --non-interactive': list } },
      updates,
    );
    expect(found).toMatchObject({ status: 'success' });
    expect(found.content('updates.json')).toMatchObject({ waiting: 2, waitingForSecurity: null });
  });
});

describe('updates of Windows', () => {
  const answer = [
    '{"restart":false}',
    '{"failed":[{"At":"2026-11-20T08:00:00.0000000Z","Code":"2148469026","Title":"2026-11 Cumulative Update (KB5068861)"},{"At":"2026-11-21T08:00:00.0000000Z","Code":"-2146498530","Title":"Example Firmware"},{"At":"broken","Code":null,"Title":null}]}',
    '{"policy":{"PausedUntil":"2026-12-20T07:00:00Z","OwnServer":true}}',
    '{"fixes":[]}',
  ].join('\n');
  const waiting =
    '{"waiting":[{"Title":"2026-11 Cumulative Update (KB5068861)","Severity":"Critical"},{"Title":"Example - Display","Severity":""}]}';
  const machine = (said: Record<string, string>) =>
    collectOn({ platform: 'win32', commands: said }, updates);

  test('that failed have their HRESULT, in whatever form PowerShell writes it, newest first', async () => {
    const found = await machine({
      Win32_QuickFixEngineering: answer,
      'Microsoft.Update.Session': waiting,
    });
    expect(found.content('updates.json')).toMatchObject({
      failed: [
        { name: 'Example Firmware', code: '0x800F081E' },
        { name: '2026-11 Cumulative Update (KB5068861)', code: '0x800F0922' },
      ],
      pausedUntil: '2026-12-20T07:00:00.000Z',
      ownServer: true,
      waiting: 2,
      waitingForSecurity: 1,
      waitingNames: ['2026-11 Cumulative Update (KB5068861)', 'Example - Display'],
    });
    expect(['0x80240022', '-2145124318', 2_149_842_978].map(hresultOf)).toEqual([
      '0x80240022',
      '0x80240022',
      '0x80240022',
    ]);
    expect([0, '', 'x', '99999999999', null, {}].map(hresultOf)).toEqual([
      null,
      null,
      null,
      null,
      null,
      null,
    ]);
  });
  test('that wait are unknown, not none, where its service or the language mode says nothing', async () => {
    for (const silent of ['', '{"waiting":null}', '{"waiting":[{"Tit']) {
      const found = await machine({
        Win32_QuickFixEngineering: answer,
        'Microsoft.Update.Session': silent,
      });
      expect(found.content('updates.json')).toMatchObject({ waiting: null, waitingNames: [] });
    }
    const none = await machine({
      Win32_QuickFixEngineering: answer,
      'Microsoft.Update.Session': '{"waiting":[]}',
    });
    expect(none.content('updates.json')).toMatchObject({ waiting: 0, waitingForSecurity: 0 });
  });
  test('are bounded, however many there are', async () => {
    const flood = JSON.stringify({
      waiting: Array.from({ length: 5000 }, (_, at) => ({
        Title: `${at}`.repeat(900),
        Severity: '',
      })),
    });
    const found = await machine({
      Win32_QuickFixEngineering: answer,
      'Microsoft.Update.Session': flood,
    });
    const { waitingNames } = found.content('updates.json') as { waitingNames: string[] };
    expect(waitingNames).toHaveLength(100);
    expect(Math.max(...waitingNames.map(({ length }) => length))).toBeLessThanOrEqual(1000);
  });
});

test('updates that macOS recommends have their names and versions', () => {
  expect(darwinUpdates('', fixture('softwareupdate-recommended.txt'))).toMatchObject({
    waiting: 2,
    waitingNames: ['macOS Sequoia 15.1.1', 'Command Line Tools for Xcode 16.1'],
  });
});

const windowsIn = (language: 'en' | 'de', more: Machine['commands'] = {}): Machine => {
  const answers = JSON.parse(fixture(`windows-${language}.json`)) as Record<string, unknown>;
  const commands = Object.fromEntries(
    Object.entries(answers).map(([sign, answer]) => [sign, JSON.stringify(answer)]),
  );
  return { platform: 'win32', commands: { ...commands, ...more } };
};
const english = windowsIn('en');
const german = windowsIn('de');
const mac: Machine = {
  platform: 'darwin',
  commands: {
    'system_profiler -json SPInstallHistoryDataType': fixture('install-history.json'),
    'defaults read': fixture('softwareupdate.txt'),
  },
};

describe('system updates', () => {
  test.for([
    ['updates-available-en', { waiting: 12, waitingForSecurity: 3 }],
    ['updates-available-de', { waiting: 12, waitingForSecurity: 3 }],
    ['updates-available-none-fr', { waiting: 0, waitingForSecurity: 0 }],
  ] as const)('are counted in every language: %s', ([name, found]) => {
    expect(notifierUpdates(fixture(`${name}.txt`))).toEqual(found);
  });
  test('on Debian without a counter are partial, and still tell of a restart', async () => {
    const files = {
      '/var/lib/apt/lists/x': '',
      '/run/reboot-required': '*** System restart required ***\n',
      '/run/reboot-required.pkgs': 'linux-image-6.1.0-28-amd64\nlibc6\nlibc6\n',
    };
    const run = await collectOn({ platform: 'linux', files }, updates);
    expect(run.status).toBe('partial');
    expect(run.content('updates.json')).toMatchObject({
      waiting: null,
      restartNeeded: true,
      restartFor: ['linux-image-6.1.0-28-amd64', 'libc6'],
      lastCheckedAt: '2026-11-23T12:00:00.000Z',
    });
  });
  test('on Fedora are counted from the cache, without what is only replaced', async () => {
    const commands = { 'dnf --cacheonly': { stdout: fixture('dnf.txt'), exitCode: 100 } };
    const run = await collectOn({ platform: 'linux', commands }, updates);
    expect(run).toMatchObject({ status: 'success' });
    expect(run.content('updates.json')).toMatchObject({ waiting: 2, restartNeeded: null });
  });
  test('on Windows are dated, newest first', async () => {
    expect((await collectOn(english, updates)).content('updates.json')).toMatchObject({
      restartNeeded: true,
      installed: [{ name: 'KB5068861' }, { name: 'KB5044284' }],
    });
    expect((await collectOn(german, updates)).content('updates.json')).toMatchObject({
      restartNeeded: false,
      lastCheckedAt: null,
    });
  });
  test('on macOS have versions', async () => {
    expect((await collectOn(mac, updates)).content('updates.json')).toMatchObject({
      waiting: 2,
      lastCheckedAt: '2026-11-22T18:03:41.000Z',
      installed: [{ name: 'XProtectPlistConfigData 5321' }, { name: 'macOS 15.3.1' }],
    });
  });
});
