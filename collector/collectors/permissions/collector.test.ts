import os from 'node:os';
import { describe, expect, test } from 'vitest';
import { collectOn, type Machine } from '#tests/harness/collect-context.ts';
import { permissions } from './collector.ts';
import { tccPrograms } from './darwin.ts';
import { portalPrograms, snapPrograms } from './linux.ts';
import type { Permission } from './types.ts';
import { win32Permissions } from './win32.ts';

const contentOf = async (machine: Machine) =>
  (await collectOn(machine, permissions)).content('permissions.json') as {
    permissions: Permission[];
  };
const partOf = ({ permissions: all }: { permissions: Permission[] }, part: string) =>
  all.find((one) => one.part === part);

describe('permissions on Windows', () => {
  const row = (
    Capability: string,
    Hive: string,
    Value: string | null,
    Program: string | null = null,
    Desktop = false,
  ) => ({
    Capability,
    Hive,
    Desktop,
    Program,
    Value,
  });
  const consent = [
    row('webcam', 'HKLM', 'Allow'),
    row('webcam', 'HKCU', 'Allow'),
    row('webcam', 'HKCU', 'Deny', null, true),
    row('webcam', 'HKCU', 'Allow', 'Microsoft.WindowsCamera_8wekyb3d8bbwe'),
    row('webcam', 'HKCU', 'Deny', 'C:#Users#ada#AppData#Roaming#Zoom#bin#Zoom.exe', true),
    row('webcam', 'HKCU', 'Prompt', 'MSTeams_8wekyb3d8bbwe'),
    row('webcam', 'HKCU', null, 'Never.Asked_8wekyb3d8bbwe'),
    row('microphone', 'HKLM', 'Deny'),
    row('microphone', 'HKCU', 'Allow'),
    row('location', 'HKLM', 'Allow'),
    row('location', 'HKCU', 'Deny'),
  ];
  const answer = (policies: object) =>
    `${JSON.stringify({ consent })}\n${JSON.stringify({ policies })}`;

  test('are told for each part, by program and without its folder', async () => {
    const found = await contentOf({
      platform: 'win32',
      commands: { ConsentStore: answer({ LetAppsAccessLocation: 0 }) },
    });
    expect(partOf(found, 'camera')).toEqual({
      part: 'camera',
      allowed: true,
      decidedBy: 'person',
      desktopPrograms: false,
      programs: [
        { name: 'MSTeams', allowed: 'ask' },
        { name: 'Microsoft.WindowsCamera', allowed: 'yes' },
        { name: 'Zoom.exe', allowed: 'no' },
      ],
    });
    expect(partOf(found, 'microphone')).toMatchObject({
      allowed: false,
      decidedBy: 'computer',
      desktopPrograms: null,
    });
    expect(partOf(found, 'location')).toMatchObject({ allowed: false, decidedBy: 'person' });
    expect(partOf(found, 'screen recording')).toMatchObject({
      allowed: null,
      decidedBy: null,
      programs: [],
    });
    expect(JSON.stringify(found)).not.toContain('ada');
  });
  test.for([
    [1, true],
    [2, false],
  ] as const)(
    'follow the policy %i of the organisation, whatever the person chose',
    ([policy, allowed]) => {
      const found = win32Permissions({ consent, policies: { LetAppsAccessCamera: policy } });
      expect(found?.[0]).toMatchObject({ part: 'camera', allowed, decidedBy: 'organisation' });
    },
  );
  test('are unknown where Windows gives no answer, and partly known where one source is silent', async () => {
    expect(await collectOn({ platform: 'win32' }, permissions)).toMatchObject({
      status: 'unavailable',
      names: [],
    });
    const silent = `${JSON.stringify({ consent })}\n${JSON.stringify({ silent: { source: 'policies', error: 'denied' } })}`;
    expect(
      await collectOn({ platform: 'win32', commands: { ConsentStore: silent } }, permissions),
    ).toMatchObject({
      status: 'partial',
    });
    expect(win32Permissions({ policies: {} })?.[0]).toMatchObject({ programs: null });
  });
  test('of thousands of programs are cut, and odd rows are no programs', () => {
    const flood = Array.from({ length: 5000 }, (_, at) => row('webcam', 'HKCU', 'Allow', `p${at}`));
    expect(win32Permissions({ consent: flood })?.[0]?.programs).toHaveLength(200);
    const odd = [
      row('webcam', 'HKCU', 'Allow', 'C:#folder#'),
      row('webcam', 'HKCU', 'Perhaps', 'a'),
      7,
      null,
      [],
    ];
    expect(win32Permissions({ consent: odd })?.[0]?.programs).toEqual([]);
  });
});

describe('permissions on macOS', () => {
  const own = `${os.homedir()}/Library/Application Support/com.apple.TCC/TCC.db`;
  const shared = '/Library/Application Support/com.apple.TCC/TCC.db';
  const rows =
    'kTCCServiceCamera|2|us.zoom.xos\nkTCCServiceCamera|0|/Users/ada/bin/record\nkTCCServiceMicrophone|1|com.apple.Safari\n';
  const commands = {
    [`sqlite3 -readonly ${own}`]: rows,
    [`sqlite3 -readonly ${shared}`]: 'kTCCServiceScreenCapture|2|us.zoom.xos\n',
  };
  test('are read where macOS lets Candor, without folders', async () => {
    const files = { [own]: 'SQLite format 3', [shared]: 'SQLite format 3' };
    const found = await contentOf({ platform: 'darwin', files, commands });
    expect(partOf(found, 'camera')?.programs).toEqual([
      { name: 'record', allowed: 'no' },
      { name: 'us.zoom.xos', allowed: 'yes' },
    ]);
    expect(partOf(found, 'microphone')?.programs).toEqual([
      { name: 'com.apple.Safari', allowed: 'ask' },
    ]);
    expect(partOf(found, 'screen recording')?.programs).toEqual([
      { name: 'us.zoom.xos', allowed: 'yes' },
    ]);
    expect(JSON.stringify(found)).not.toContain('ada');
  });
  test('are denied without full disk access, and the collector says so', async () => {
    const denied = { [own]: 'denied', [shared]: 'denied' } as const;
    const found = await collectOn({ platform: 'darwin', files: denied, commands }, permissions);
    expect(found).toMatchObject({ status: 'denied', names: [] });
    expect(found.reason).toContain('full disk access');
    const half = { ...denied, [own]: 'SQLite format 3' } as const;
    expect(
      await collectOn({ platform: 'darwin', files: half, commands }, permissions),
    ).toMatchObject({ status: 'partial' });
  });
  test('are denied where only sqlite3 is refused, and unavailable where the table is another', async () => {
    const files = { [own]: 'SQLite format 3' };
    const failing = (stderr: string) => ({ sqlite3: { exitCode: 1, stderr } });
    const refused = failing('Error: unable to open database file');
    expect(
      await collectOn({ platform: 'darwin', files, commands: refused }, permissions),
    ).toMatchObject({ status: 'denied' });
    const older = failing('Error: in prepare, no such column: auth_value');
    expect(
      await collectOn({ platform: 'darwin', files, commands: older }, permissions),
    ).toMatchObject({ status: 'unavailable' });
    expect(await collectOn({ platform: 'darwin' }, permissions)).toMatchObject({
      status: 'unavailable',
      names: [],
    });
  });
  test('of odd rows are left out', () => {
    expect(
      tccPrograms(
        'kTCCServiceCamera|9|a\nkTCCServiceContacts|2|a\nkTCCServiceCamera|2|\n|||\nnonsense\n',
      ),
    ).toEqual([]);
    expect(tccPrograms(`kTCCServiceCamera|2|${'a'.repeat(5000)}`)).toEqual([]);
  });
});

describe('permissions on Linux', () => {
  const store =
    'busctl --user --json=short --auto-start=no call org.freedesktop.impl.portal.PermissionStore /org/freedesktop/impl/portal/PermissionStore org.freedesktop.impl.portal.PermissionStore Lookup ss';
  const lookup = (apps: object) =>
    JSON.stringify({ type: 'a{sas}v', data: [apps, { type: 'y', data: 0 }] });
  const session = `/run/user/${process.getuid?.() ?? 0}`;
  const files = {
    '/dev/video0': '',
    '/dev/video10': '',
    '/dev/videoinput': '',
    '/dev/snd/pcmC0D0c': '',
    '/dev/snd/pcmC0D0p': '',
    '/sys/class/video4linux/video0/name': 'Integrated Camera: Integrated C\n',
    [`${session}/pipewire-0`]: '',
  };
  const commands = {
    'test -r /dev/video0': '',
    'test -r /dev/video10': { exitCode: 1 },
    'test -r /dev/snd/pcmC0D0c': { exitCode: 1 },
    'stat -c %G %n': 'video /dev/video0\nvideo /dev/video10\naudio /dev/snd/pcmC0D0c\n',
    [`${store} devices camera`]: lookup({
      'org.gnome.Snapshot': ['yes'],
      'com.example.Call': ['no'],
      '': ['ask'],
    }),
    [`${store} devices microphone`]: {
      exitCode: 1,
      stderr: 'Call failed: No entry for microphone',
    },
    [`${store} location location`]: lookup({
      'org.gnome.Maps': ['EXACT', '1700000000'],
      'org.gnome.Weather': ['NONE', '0'],
    }),
    'snap connections --all':
      'Interface     Plug                  Slot      Notes\ncamera        firefox:camera        :camera   -\naudio-record  firefox:audio-record  -         -\n',
  };
  test('are the rights to the devices and what portals and snaps allow', async () => {
    const found = (await collectOn({ platform: 'linux', files, commands }, permissions)).content(
      'permissions.json',
    );
    expect(found).toEqual({
      permissions: [
        {
          part: 'camera',
          allowed: true,
          decidedBy: 'computer',
          desktopPrograms: null,
          programs: [
            { name: 'com.example.Call', allowed: 'no' },
            { name: 'firefox (snap)', allowed: 'yes' },
            { name: 'org.gnome.Snapshot', allowed: 'yes' },
            { name: 'programs outside of a sandbox', allowed: 'ask' },
          ],
        },
        expect.objectContaining({
          part: 'microphone',
          allowed: false,
          programs: [{ name: 'firefox (snap)', allowed: 'no' }],
        }),
        expect.objectContaining({
          part: 'location',
          allowed: null,
          programs: [
            { name: 'org.gnome.Maps', allowed: 'yes' },
            { name: 'org.gnome.Weather', allowed: 'no' },
          ],
        }),
        expect.objectContaining({ part: 'screen recording', allowed: null, programs: null }),
      ],
      devices: [
        {
          part: 'camera',
          path: '/dev/video0',
          name: 'Integrated Camera: Integrated C',
          usable: true,
          group: 'video',
        },
        { part: 'camera', path: '/dev/video10', name: null, usable: false, group: 'video' },
        {
          part: 'microphone',
          path: '/dev/snd/pcmC0D0c',
          name: null,
          usable: false,
          group: 'audio',
        },
      ],
      soundServers: { pipewire: true, pulse: false },
    });
  });
  test('are unknown without tools: a device that could not be tried is neither usable nor refused', async () => {
    const found = (await collectOn({ platform: 'linux', files }, permissions)).content(
      'permissions.json',
    );
    expect(found).toMatchObject({
      permissions: [{ allowed: null, programs: null }, {}, {}, {}],
      devices: [{ usable: null }, {}, {}],
    });
  });
  test('are unavailable where nothing can be seen', async () => {
    expect(await collectOn({ platform: 'linux' }, permissions)).toMatchObject({
      status: 'unavailable',
      names: [],
    });
  });
  test('that a broken answer tells are none', () => {
    expect(portalPrograms('{"type":"a{sas}v","data":')).toBeNull();
    expect(portalPrograms('{"data":[{"a":[]},7]}')).toEqual([]);
    expect(portalPrograms('{"data":[{"a":[null]}]}')).toEqual([]);
    expect(snapPrograms('error: cannot communicate with server\n', 'camera')).toEqual([]);
    expect(
      snapPrograms('Interface Plug Slot Notes\ncamera - :camera -\ncamera\n\n', 'camera'),
    ).toEqual([]);
  });
});
