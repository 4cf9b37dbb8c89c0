import { describe, expect, test } from 'vitest';
import { collectOn, fixtureOf } from '../../../tests/harness/collect-context.ts';
import { updates } from './collector.ts';
import { darwinUpdates } from './darwin.ts';
import { aptUpdates, zypperUpdates } from './linux.ts';
import { hresultOf } from './win32.ts';

const fixture = fixtureOf(import.meta.url);

describe('updates that wait, by apt', () => {
  const files = {
    '/var/lib/apt/lists/deb.debian.org_debian_dists_bookworm_InRelease': 'x',
  };
  const commands = { 'apt-get --simulate': fixture('apt-simulate.txt') };
  test('are counted in any language, those for security apart, new packages not at all', async () => {
    expect(aptUpdates(fixture('apt-simulate.txt'))).toMatchObject({ waiting: 3, waitingForSecurity: 2 });
    expect(aptUpdates('')).toEqual({ waiting: 0, waitingForSecurity: 0, waitingNames: [] });
    const found = await collectOn({ platform: 'linux', files, commands }, updates);
    expect(found).toMatchObject({ status: 'success' });
    expect(found.content('updates.json')).toMatchObject({ waiting: 3, waitingForSecurity: 2 });
  });
  test('are not claimed to be none where apt has no lists, or fails', async () => {
    const bare = { '/var/lib/apt/lists/lock': '' };
    expect((await collectOn({ platform: 'linux', files: bare, commands }, updates)).content('updates.json')).toMatchObject({
      waiting: null,
    });
    const broken = { 'apt-get --simulate': { exitCode: 100, stdout: '' } };
    expect(await collectOn({ platform: 'linux', files, commands: broken }, updates)).toMatchObject({ status: 'partial' });
  });
});

describe('updates that wait, by zypper', () => {
  test('are counted from its list, and none is none', async () => {
    const list = fixture('zypper-list-updates.xml');
    expect(zypperUpdates(list)).toEqual({ waiting: 2, waitingNames: ['curl', 'kernel-default'] });
    expect(
      zypperUpdates('<?xml version=\'1.0\'?>\n<stream>\n<update-status version="0.6">\n<update-list>\n</update-list>'),
    ).toEqual({
      waiting: 0,
      waitingNames: [],
    });
    expect(zypperUpdates('zypper: command failed')).toBeNull();
    const found = await collectOn({ platform: 'linux', commands: { 'zypper --non-interactive': list } }, updates);
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
  const machine = (said: Record<string, string>) => collectOn({ platform: 'win32', commands: said }, updates);

  test('that failed have their HRESULT, in whatever form PowerShell writes it, newest first', async () => {
    const found = await machine({ Win32_QuickFixEngineering: answer, 'Microsoft.Update.Session': waiting });
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
    expect(['0x80240022', '-2145124318', 2_149_842_978].map(hresultOf)).toEqual(['0x80240022', '0x80240022', '0x80240022']);
    expect([0, '', 'x', '99999999999', null, {}].map(hresultOf)).toEqual([null, null, null, null, null, null]);
  });
  test('that wait are unknown, not none, where its service or the language mode says nothing', async () => {
    for (const silent of ['', '{"waiting":null}', '{"waiting":[{"Tit']) {
      const found = await machine({ Win32_QuickFixEngineering: answer, 'Microsoft.Update.Session': silent });
      expect(found.content('updates.json')).toMatchObject({ waiting: null, waitingNames: [] });
    }
    const none = await machine({ Win32_QuickFixEngineering: answer, 'Microsoft.Update.Session': '{"waiting":[]}' });
    expect(none.content('updates.json')).toMatchObject({ waiting: 0, waitingForSecurity: 0 });
  });
  test('are bounded, however many there are', async () => {
    const flood = JSON.stringify({
      waiting: Array.from({ length: 5000 }, (_, at) => ({ Title: `${at}`.repeat(900), Severity: '' })),
    });
    const found = await machine({ Win32_QuickFixEngineering: answer, 'Microsoft.Update.Session': flood });
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
