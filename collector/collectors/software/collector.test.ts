import { mkdtempSync, writeFileSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { collectOn, fixtureOf } from '#tests/harness/collect-context.ts';
import { software } from './collector.ts';
import { darwinDefaults, mimeappsDefaults, win32Defaults } from './default-apps.ts';
import { dpkgPackages, snapPackages } from './linux.ts';
import { dkmsModules, lockHolder } from './problems.ts';

const block = (name: string, status: string): string =>
  `Package: ${name}\nStatus: ${status}\nArchitecture: amd64\nVersion: 1.0-1\n`;

test('a package in the middle of an installation is listed with its state; one that was removed is not', async () => {
  const status = [
    block('bash', 'install ok half-configured'),
    block('curl', 'install reinstreq half-installed'),
    block('gone', 'deinstall ok config-files'),
    block('libc6', 'install ok installed'),
    block('linux-image', 'hold ok installed'),
    block('never', 'unknown ok not-installed'),
    block('wine', 'install reinstreq installed'),
  ].join('\n');
  const found = await collectOn(
    { platform: 'linux', files: { '/var/lib/dpkg/status': status } },
    software,
  );
  expect(found.content('software.json')).toMatchObject({
    count: 5,
    packages: [
      { name: 'bash', state: 'half-configured' },
      { name: 'curl', state: 'half-installed' },
      { name: 'libc6' },
      { name: 'linux-image', state: 'held' },
      { name: 'wine', state: 'must be reinstalled' },
    ],
  });
  expect(found.content('software.json')).not.toHaveProperty(['packages', 2, 'state']);
});

test('what is broken or held is listed again by itself, with the modules that DKMS builds', async () => {
  const status = [
    block('bash', 'install ok half-configured'),
    block('linux-image', 'hold ok installed'),
  ].join('\n');
  const dkms =
    'nvidia/535.183.01, 6.1.0-28-amd64, x86_64: installed\nnvidia/535.183.01, 6.1.0-31-amd64, x86_64: built\n';
  const files = { '/var/lib/dpkg/status': status };
  const found = await collectOn(
    { platform: 'linux', files, commands: { 'dkms status': dkms } },
    software,
  );
  expect(found.content('package-problems.json')).toEqual({
    broken: [{ name: 'bash', state: 'half-configured' }],
    held: ['linux-image'],
    lockedBy: null,
    modules: [
      { name: 'nvidia', version: '535.183.01', kernel: '6.1.0-28-amd64', state: 'installed' },
      { name: 'nvidia', version: '535.183.01', kernel: '6.1.0-31-amd64', state: 'built' },
    ],
  });
  expect(
    (await collectOn({ platform: 'linux', files }, software)).content('package-problems.json'),
  ).toMatchObject({
    modules: null,
  });
});

test.for([
  [
    'virtualbox, 6.1.38, 5.10.0-19-amd64, x86_64: installed',
    ['virtualbox', '6.1.38', '5.10.0-19-amd64', 'installed'],
  ],
  ['rtl8812au/5.9.3.2: added', ['rtl8812au', '5.9.3.2', null, 'added']],
  [
    'zfs/2.1.11, 6.1.0-28-amd64, x86_64: installed (WARNING! Diff between built and installed module!)',
    ['zfs', '2.1.11', '6.1.0-28-amd64', 'installed'],
  ],
] as const)('DKMS says “%s”', ([line, found]) => {
  expect(
    dkmsModules(`${line}\n`).map(({ name, version, kernel, state }) => [
      name,
      version,
      kernel,
      state,
    ]),
  ).toEqual([found]);
});

test('a message of DKMS is no module, and a flood of them is cut', () => {
  expect(
    dkmsModules(
      'Error! Could not locate dkms.conf file.\nFile: /var/lib/dkms/a/1/source/dkms.conf does not exist.\n',
    ),
  ).toEqual([]);
  expect(dkmsModules('a/1: added\n'.repeat(9000))).toHaveLength(200);
});

test('the holder of the package system is found by device and number of its lock', async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'candor-lock-')), 'lock-frontend');
  writeFileSync(file, '');
  const { dev, ino } = await stat(file);
  const hex = (number: number): string => number.toString(16).padStart(2, '0');
  const place = `${hex(Math.floor(dev / 256) % 4096)}:${hex((dev % 256) + Math.floor(dev / 1_048_576) * 256)}:${ino}`;
  const locks = `1: FLOCK  ADVISORY  WRITE 77 00:19:12 0 EOF\n2: POSIX  ADVISORY  WRITE 4242 ${place} 0 EOF\n3: POSIX  ADVISORY  READ 9 ${place} 0 EOF\n`;
  expect(lockHolder(locks, [{ device: dev, inode: ino }])).toBe(4242);
  expect(lockHolder(locks, [{ device: dev, inode: ino + 1 }])).toBeNull();
  expect(lockHolder('', [{ device: dev, inode: ino }])).toBeNull();
});

const fixture = fixtureOf(import.meta.url);

describe('on Linux, software', () => {
  test('that was removed but left its settings is not installed', () => {
    expect(dpkgPackages(fixture('dpkg-status.txt')).map(({ name }) => name)).toEqual([
      'adduser',
      'libc6',
    ]);
  });
  test('from snap is told from a message that there is none', () => {
    expect(
      snapPackages(
        'Name  Version  Rev  Tracking  Publisher  Notes\nfirefox  133.0-1  5361  latest/stable  mozilla  -\n',
      ),
    ).toMatchObject([{ name: 'firefox' }]);
    expect(snapPackages('No snaps are installed yet. Try snap install hello-world.\n')).toEqual([]);
  });
});

describe('the programs that open links and mail', () => {
  test('are those that the person chose, else those of the system, on Linux', () => {
    const own =
      '[Added Associations]\nx-scheme-handler/https=wrong.desktop;\n\n[Default Applications]\nx-scheme-handler/https=firefox_firefox.desktop;\ntext/html=x.desktop\n';
    const system =
      '[Default Applications]\nx-scheme-handler/https=epiphany.desktop\nx-scheme-handler/mailto=org.gnome.Evolution.desktop;thunderbird.desktop;\n';
    expect(mimeappsDefaults([own, system])).toEqual({
      browser: 'firefox_firefox',
      mail: 'org.gnome.Evolution',
    });
    expect(mimeappsDefaults(['', '[Default Applications]\n'])).toEqual({
      browser: null,
      mail: null,
    });
  });
  test('are named by their bundles on macOS', () => {
    const handlers = `(
        {
        LSHandlerPreferredVersions =         {
            LSHandlerRoleAll = "-";
        };
        LSHandlerRoleAll = "com.google.chrome";
        LSHandlerURLScheme = https;
    },
        {
        LSHandlerContentType = "public.html";
        LSHandlerRoleAll = "com.example.editor";
    },
        {
        LSHandlerRoleAll = "com.microsoft.outlook";
        LSHandlerURLScheme = mailto;
    }
)
`;
    expect(darwinDefaults(handlers)).toEqual({
      browser: 'com.google.chrome',
      mail: 'com.microsoft.outlook',
    });
    expect(darwinDefaults('The domain/default pair does not exist\n')).toEqual({
      browser: null,
      mail: null,
    });
  });
  test('have no number of this computer on Windows', () => {
    expect(
      win32Defaults({ browser: 'FirefoxURL-308046B0AF4A39CB', mail: 'Outlook.URL.mailto.15' }),
    ).toEqual({
      browser: 'FirefoxURL',
      mail: 'Outlook.URL.mailto.15',
    });
    expect(win32Defaults({ browser: 'ChromeHTML', mail: null })).toEqual({
      browser: 'ChromeHTML',
      mail: null,
    });
    expect(win32Defaults(undefined)).toEqual({ browser: null, mail: null });
  });
});
