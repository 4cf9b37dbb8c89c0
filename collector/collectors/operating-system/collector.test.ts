import { expect, test } from 'vitest';
import { collectOn } from '#tests/harness/collect-context.ts';
import { operatingSystem } from './collector.ts';

test('the versions of Candor, Electron, Chromium and Node are told, those of their libraries are not', async () => {
  const versions = {
    candor: '1.2.0',
    electron: '45.4.1',
    chrome: '140.0',
    node: '24.1.0',
    zlib: '1.3',
    uv: '1.50',
    ares: '1',
  };
  const found = await collectOn({ platform: 'linux', facts: { versions } }, operatingSystem);
  expect(found.content('operating-system.json')).toMatchObject({
    agentVersions: { candor: '1.2.0', electron: '45.4.1', chrome: '140.0', node: '24.1.0' },
  });
  expect(JSON.stringify(found.content('operating-system.json'))).not.toContain('zlib');
});

const uid = process.getuid?.() ?? 0;

test('a desktop session on Linux is told to be of Wayland or X11', async () => {
  const commands = {
    [`loginctl show-user ${uid} --property=Display`]: 'Display=2\n',
    'loginctl show-session 2': 'Type=wayland\nDesktop=ubuntu:GNOME\nRemote=no\n',
  };
  const found = await collectOn({ platform: 'linux', commands }, operatingSystem);
  expect(found.content('operating-system.json')).toMatchObject({
    session: { type: 'wayland', desktop: 'ubuntu:GNOME', remote: false },
  });
});

test.for([
  ['there is no loginctl', {}],
  ['nobody is signed in at a display', { 'loginctl show-user': 'Display=\n' }],
  [
    'the session ended meanwhile',
    { 'loginctl show-user': 'Display=c1\n', 'loginctl show-session': { exitCode: 1, stdout: '' } },
  ],
  [
    'its kind is unspecified',
    {
      'loginctl show-user': 'Display=3\n',
      'loginctl show-session': 'Type=unspecified\nRemote=no\n',
    },
  ],
] as const)('the desktop session is unknown where %s', async ([, commands]) => {
  const found = await collectOn({ platform: 'linux', commands }, operatingSystem);
  expect(found.content('operating-system.json')).toMatchObject({ session: null });
});
