import os from 'node:os';
import { describe, expect, test } from 'vitest';
import { collectOn, type Machine } from '#tests/harness/collect-context.ts';
import { addInsOf } from './add-ins.ts';
import { browsersAndOffice } from './collector.ts';
import { kindOfBundle, kindOfPackage } from './known-programs.ts';
import { broughtBy, browserName, linkOpeners } from './linux.ts';
import type { AddIn, Browser, Office } from './types.ts';
import { win32Found } from './win32.ts';

async function contentsOf(machine: Machine) {
  const found = await collectOn(machine, browsersAndOffice);
  return {
    ...found,
    browsers: found.content('browsers.json') as { default: string | null; browsers: Browser[] },
    office: found.content('office.json') as Office,
  };
}

describe('on Windows', () => {
  const current = 'http://officecdn.microsoft.com/pr/492350f6-3a01-4f97-b9c0-c7c6ddf67d60';
  const answer = {
    browsers: [
      { Name: 'Mozilla Firefox', Key: 'Firefox-308046B0AF4A39CB', Version: '145.0.1' },
      { Name: 'Google Chrome', Key: 'Google Chrome', Version: '142.0.7444.176' },
      { Name: 'Google Chrome', Key: 'Google Chrome', Version: '142.0.7444.176' },
      { Name: '', Key: 'Portable-308046B0AF4A39CB', Version: '' },
    ],
    policies: [
      { Name: 'Chrome', Count: 12 },
      { Name: 'Firefox', Count: 0 },
    ],
    office: {
      ProductReleaseIds: 'O365ProPlusRetail,VisioProRetail',
      VersionToReport: '16.0.19328.20244',
      Platform: 'x64',
      UpdateChannel: current,
      CDNBaseUrl: current,
    },
    installed: [],
    outlook: { Classic: true, Profiles: 2, Chosen: 0, New: '1.2025.1111.100' },
    addIns: [
      {
        Application: 'Outlook',
        Scope: 'computer',
        Id: 'TeamsAddin.FastConnect',
        Name: 'Microsoft Teams Meeting Add-in',
        Load: 3,
      },
      { Application: 'Outlook', Scope: 'person', Id: 'teamsaddin.fastconnect', Name: '', Load: 2 },
      { Application: 'Excel', Scope: 'computer', Id: 'Example.Addin', Name: '', Load: 9 },
    ],
    resiliency: [
      {
        Application: 'Outlook',
        List: 'DisabledItems',
        Text: 'c:\\users\\ada\\teams.dll\0microsoft teams meeting add-in\0',
        Value: null,
      },
      { Application: 'Excel', List: 'AddinList', Text: 'Example.Addin', Value: '1' },
    ],
  };
  const lines = (parts: object): string =>
    Object.entries(parts)
      .map(([name, value]) => JSON.stringify({ [name]: value }))
      .join('\n');

  test('browsers have their versions, and a policy of the organisation shows', async () => {
    const commands = {
      StartMenuInternet: lines(answer),
      UrlAssociations: '{"browser":"ChromeHTML"}',
    };
    const { status, browsers } = await contentsOf({ platform: 'win32', commands });
    expect(status).toBe('success');
    expect(browsers).toEqual({
      default: 'ChromeHTML',
      browsers: [
        { name: 'Mozilla Firefox', version: '145.0.1', source: 'registry', managed: false },
        { name: 'Google Chrome', version: '142.0.7444.176', source: 'registry', managed: true },
        { name: 'Portable', version: null, source: 'registry', managed: null },
      ],
    });
  });
  test('Office has its products, version, channel and bits; Outlook its kinds and how many profiles', async () => {
    const { office } = await contentsOf({
      platform: 'win32',
      commands: { StartMenuInternet: lines(answer) },
    });
    expect(office.programs).toEqual([
      {
        name: 'O365ProPlusRetail',
        version: '16.0.19328.20244',
        channel: 'Current Channel',
        bits: 64,
        source: 'click-to-run',
      },
      {
        name: 'VisioProRetail',
        version: '16.0.19328.20244',
        channel: 'Current Channel',
        bits: 64,
        source: 'click-to-run',
      },
    ]);
    expect(office.outlook).toEqual({
      classic: true,
      profiles: 2,
      newVersion: '1.2025.1111.100',
      newChosen: false,
    });
  });
  test('add-ins have their name, when they load, what Office did to them and the policy, but no folder', async () => {
    const { office } = await contentsOf({
      platform: 'win32',
      commands: { StartMenuInternet: lines(answer) },
    });
    expect(office.addIns).toEqual([
      {
        application: 'Outlook',
        name: 'Microsoft Teams Meeting Add-in',
        id: 'TeamsAddin.FastConnect',
        installedFor: 'computer',
        loads: 'unloaded',
        loadBehavior: 2,
        resiliency: 'disabled',
        policy: null,
      },
      {
        application: 'Excel',
        name: 'Example.Addin',
        id: 'Example.Addin',
        installedFor: 'computer',
        loads: 'on demand',
        loadBehavior: 9,
        resiliency: null,
        policy: 'always on',
      },
    ]);
    expect(JSON.stringify(office)).not.toMatch(/ada|teams\.dll/);
  });
  test.for([
    ['an address of the organisation', '\\\\server.corp.example\\office', null, 'another'],
    [
      'a number that nobody published',
      'http://officecdn.microsoft.com/pr/00000000-0000-0000-0000-000000000000',
      null,
      'another',
    ],
    ['only the address of the first installation', '', current, 'Current Channel'],
    ['nothing', null, null, null],
  ] as const)('the channel of %s is “%s”', ([, UpdateChannel, CDNBaseUrl, channel]) => {
    const office = { ProductReleaseIds: 'O365ProPlusRetail', UpdateChannel, CDNBaseUrl };
    expect(win32Found({ office })?.office.programs).toMatchObject([{ channel }]);
    expect(JSON.stringify(win32Found({ office }))).not.toContain('corp.example');
  });
  test('an Office that Windows Installer installed is found, and a computer without Office has none', () => {
    expect(
      win32Found({ office: null, installed: [{ Version: '16.0.4266.1001', Bitness: 'x86' }] })
        ?.office,
    ).toEqual({
      programs: [
        {
          name: 'Microsoft Office',
          version: '16.0.4266.1001',
          channel: null,
          bits: 32,
          source: 'registry',
        },
      ],
      outlook: null,
      addIns: null,
    });
    expect(win32Found({ office: null, browsers: [], addIns: [] })?.office).toMatchObject({
      programs: [],
      addIns: [],
    });
  });
  test('a source that does not answer is named, and without any answer the collector is unavailable', async () => {
    const silent = `${lines({ browsers: [] })}\n${lines({ silent: { source: 'addIns', error: 'Access is denied' } })}`;
    const { status, office } = await contentsOf({
      platform: 'win32',
      commands: { StartMenuInternet: silent },
    });
    expect(status).toBe('partial');
    expect(office.addIns).toBeNull();
    expect(await collectOn({ platform: 'win32' }, browsersAndOffice)).toMatchObject({
      status: 'unavailable',
      names: [],
    });
  });
});

describe('an add-in', () => {
  const row = (more: object) => ({
    Application: 'Word',
    Scope: 'computer',
    Id: 'A.B',
    Name: 'Ab',
    ...more,
  });
  test.for([
    [0, 'off'],
    [1, 'off'],
    [2, 'unloaded'],
    [3, 'at start'],
    [8, 'on demand'],
    [9, 'on demand'],
    [16, 'on demand'],
    [77, 'unknown'],
    ['x', 'unknown'],
    [null, 'unknown'],
  ] as const)('with LoadBehavior %s loads: %s', ([Load, loads]) => {
    expect(addInsOf([row({ Load })], [])).toMatchObject([{ loads }]);
  });
  test.for([
    ['DisabledItems', 'c:\\a.dll\0ab\0', 'disabled'],
    ['CrashingAddinList', 'A.B', 'crashing'],
    ['DoNotDisableAddinList', 'a.b', 'kept on'],
    ['DisabledItems', 'c:\\letters\\ab.docx\0ab.docx\0', null],
    ['DisabledItems', 'c:\\a.dll\0abc\0', null],
    ['DisabledItems', '\0'.repeat(1000), null],
  ] as const)('in %s as “%s” is: %s', ([List, Text, resiliency]) => {
    expect(addInsOf([row({ Load: 3 })], [{ Application: 'Word', List, Text }])).toMatchObject([
      { resiliency },
    ]);
    expect(addInsOf([row({ Load: 3 })], [{ Application: 'Excel', List, Text }])).toMatchObject([
      { resiliency: null },
    ]);
  });
  test('of an odd row is left out, and a flood of them is cut', () => {
    expect(addInsOf([{ Application: 'Word' }, { Id: 'a' }, 7, null], [null, 7])).toEqual([]);
    const object = { toString: 7 };
    expect(
      addInsOf(
        [row({ Load: object, Name: object })],
        [{ Application: 'Word', List: 'DisabledItems', Text: object }],
      ),
    ).toMatchObject([{ name: 'A.B', loads: 'unknown', resiliency: null }]);
    expect(
      win32Found({ office: { ProductReleaseIds: 'a', Platform: object } })?.office.programs,
    ).toMatchObject([{ bits: null }]);
    const flood: AddIn[] = addInsOf(
      Array.from({ length: 3000 }, (_, at) => row({ Id: `a${at}` })),
      [],
    );
    expect(flood).toHaveLength(200);
  });
});

describe('on macOS', () => {
  const info = (name: string) =>
    `defaults read /Applications/${name}.app/Contents/Info CFBundleShortVersionString`;
  const machine: Machine = {
    platform: 'darwin',
    files: {
      '/Applications/Safari.app/Contents/Info.plist': '',
      '/Applications/Google Chrome.app/Contents/Info.plist': '',
      '/Applications/Microsoft Outlook.app/Contents/Info.plist': '',
      '/Applications/Letters of Ada.app/Contents/Info.plist': '',
      '/Library/Managed Preferences/com.google.Chrome.plist': '',
      [`${os.homedir()}/Applications/Firefox.app/Contents/Info.plist`]: '',
    },
    commands: {
      [info('Safari')]: '26.1\n',
      [info('Google Chrome')]: '142.0.7444.176\n',
      [info('Microsoft Outlook')]: '16.103\n',
      'defaults read com.microsoft.autoupdate2 ChannelName': 'Current\n',
      'defaults read com.apple.LaunchServices':
        '(\n        {\n        LSHandlerRoleAll = "com.google.chrome";\n        LSHandlerURLScheme = https;\n    }\n)\n',
    },
  };
  test('only bundles of browsers and office programs are listed, with their versions', async () => {
    const { browsers, office } = await contentsOf(machine);
    expect(browsers).toEqual({
      default: 'com.google.chrome',
      browsers: [
        { name: 'Google Chrome', version: '142.0.7444.176', source: 'applications', managed: true },
        { name: 'Safari', version: '26.1', source: 'applications', managed: false },
        { name: 'Firefox', version: null, source: 'applications', managed: false },
      ],
    });
    expect(office).toEqual({
      programs: [
        {
          name: 'Microsoft Outlook',
          version: '16.103',
          channel: 'Current',
          bits: null,
          source: 'applications',
        },
      ],
      outlook: null,
      addIns: null,
    });
  });
  test('a computer whose programs cannot be listed is unavailable', async () => {
    expect(await collectOn({ platform: 'darwin' }, browsersAndOffice)).toMatchObject({
      status: 'unavailable',
      names: [],
    });
  });
});

describe('on Linux', () => {
  const block = (name: string, version: string): string =>
    `Package: ${name}\nStatus: install ok installed\nArchitecture: amd64\nVersion: ${version}\n`;
  const entry = (name: string, categories: string): string =>
    `[Desktop Entry]\nType=Application\nName=${name}\nName[de]=Anders\nCategories=${categories}\n[Desktop Action new]\nName=New Window\n`;
  const machine: Machine = {
    platform: 'linux',
    files: {
      '/var/lib/dpkg/status': [
        block('firefox', '1:1snap1-0ubuntu5'),
        block('google-chrome-stable', '142.0.7444.176-1'),
        block('libreoffice-core', '1:25.8.3-0ubuntu1'),
        block('libreoffice-l10n-de', '1:25.8.3-0ubuntu1'),
      ].join('\n'),
      '/usr/share/applications/mimeinfo.cache':
        '[MIME Cache]\nx-scheme-handler/https=google-chrome.desktop;mullvad-browser.desktop;links.desktop;../../etc/passwd;\n',
      '/usr/share/applications/google-chrome.desktop': entry(
        'Google Chrome',
        'Network;WebBrowser;',
      ),
      '/usr/share/applications/mullvad-browser.desktop': entry(
        'Mullvad Browser',
        'Network;WebBrowser;',
      ),
      '/usr/share/applications/links.desktop': entry('Link Opener', 'Network;'),
      '/var/lib/snapd/desktop/applications/mimeinfo.cache':
        '[MIME Cache]\nx-scheme-handler/https=firefox_firefox.desktop;\n',
      '/var/lib/snapd/desktop/applications/firefox_firefox.desktop': entry(
        'Firefox',
        'Network;WebBrowser;',
      ),
      '/etc/opt/chrome/policies/managed/corp.json': '{}',
      '/etc/xdg/mimeapps.list':
        '[Default Applications]\nx-scheme-handler/https=google-chrome.desktop\n',
    },
    commands: {
      'snap list':
        'Name     Version  Rev   Tracking       Publisher  Notes\nfirefox  145.0-1  7000  latest/stable  mozilla**  -\n',
      'flatpak list': 'org.libreoffice.LibreOffice\t25.8.3.2\tx86_64\n',
    },
  };
  test('browsers and office programs are found in packages, and other browsers by their desktop entries', async () => {
    const { browsers, office } = await contentsOf(machine);
    expect(browsers).toEqual({
      default: 'google-chrome',
      browsers: [
        {
          name: 'google-chrome-stable',
          version: '142.0.7444.176-1',
          source: 'dpkg',
          managed: true,
        },
        { name: 'firefox', version: '145.0-1', source: 'snap', managed: false },
        { name: 'Mullvad Browser', version: null, source: 'desktop entry', managed: null },
      ],
    });
    expect(office.programs.map(({ name, version, source }) => [name, version, source])).toEqual([
      ['libreoffice-core', '1:25.8.3-0ubuntu1', 'dpkg'],
      ['org.libreoffice.LibreOffice', '25.8.3.2', 'flatpak'],
    ]);
  });
  test('a computer without any list is unavailable, and one without such programs has none', async () => {
    expect(await collectOn({ platform: 'linux' }, browsersAndOffice)).toMatchObject({
      status: 'unavailable',
      names: [],
    });
    const { browsers } = await contentsOf({
      platform: 'linux',
      files: { '/var/lib/dpkg/status': block('bash', '5.2') },
    });
    expect(browsers).toEqual({ default: null, browsers: [] });
  });
  test.for([
    ['chromium', 'chromium', true],
    ['google-chrome', 'google-chrome-stable', true],
    ['org.gnome.Epiphany', 'epiphany-browser', true],
    ['firefox_firefox', 'firefox', true],
    ['org.mozilla.firefox', 'org.mozilla.firefox', true],
    ['firefox', 'MozillaFirefox', true],
    ['firefox-portable', 'firefox', false],
  ] as const)('the entry %s and the package %s belong together: %s', ([id, name, together]) => {
    expect(broughtBy(id, name)).toBe(together);
  });
  test('a damaged cache or entry is ignored', () => {
    expect(linkOpeners('x-scheme-handler/https=\nx-scheme-handler/http=a.desktop;\n')).toEqual([]);
    expect(linkOpeners(`x-scheme-handler/https=${'a.desktop;'.repeat(300)}`)).toHaveLength(50);
    expect(browserName('Name=x\nCategories=\n')).toBeNull();
    expect(browserName('[Desktop Entry]\nCategories=WebBrowser;\n')).toBeNull();
    expect(browserName('[Desktop Action a]\nName=x\nCategories=WebBrowser\n')).toBeNull();
  });
});

test.for([
  ['firefox-esr', '140.5.0esr-1', 'browser'],
  ['chromium-browser', '2:1snap1-0ubuntu2', null],
  ['chromium-common', '142', null],
  ['thunderbird', '1:140.5', 'office'],
  ['org.mozilla.Thunderbird', '140.5', 'office'],
  ['libreoffice-writer', '1:25.8', null],
  ['bash', null, null],
] as const)('the package %s %s is: %s', ([name, version, kind]) => {
  expect(kindOfPackage(name, version)).toBe(kind);
});

test('bundles are recognized only by their whole name', () => {
  expect(
    ['Google Chrome Canary', 'Microsoft Word', 'Chrome Remote Desktop', 'My Pages'].map(
      kindOfBundle,
    ),
  ).toEqual(['browser', 'office', null, null]);
});
