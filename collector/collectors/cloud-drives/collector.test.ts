import os from 'node:os';
import { win32 } from 'node:path';
import { describe, expect, test } from 'vitest';
import { collectOn, type Machine } from '#tests/harness/collect-context.ts';
import { cloudDrives } from './collector.ts';
import { iCloudStatus } from './darwin.ts';
import { nextcloudSettings } from './nextcloud.ts';
import { backedUpFolders, oneDriveReport } from './onedrive.ts';

const home = os.homedir();
const drivesOn = async (machine: Machine) =>
  ((await collectOn(machine, cloudDrives)).content('cloud-drives.json') as { drives: object[] })
    .drives;

const settings = `[General]
clientVersion=3.15.0
[Accounts]
version=13
0\\version=13
0\\url=https://cloud.example.com
0\\dav_user=ada
0\\Folders\\1\\localPath=/home/ada/Nextcloud/
0\\Folders\\1\\paused=false
0\\Folders\\2\\localPath=/home/ada/Photos/
0\\Folders\\2\\paused=true
1\\url=https://other.example.com
`;
const diagnostics = `Sync Diagnostics - Sync Progress:
SyncProgressState = 16777216
FilesToUpload = 3
filesToDownload = 0
numFileFailedUploads = 2
numFileFailedDownloads = 0
scanStateStallDetected = 0
syncStallDetected = 1
cid = 0123456789abcdef
timeUtc = 2026-11-20T18:52:52Z
clientVersion = 26.062.0402.0002
`;

describe('cloud drives on Windows', () => {
  const log = win32.join(
    process.env.LOCALAPPDATA ?? win32.join(home, 'AppData', 'Local'),
    'Microsoft',
    'OneDrive',
    'logs',
  );
  const config = win32.join(
    process.env.APPDATA ?? win32.join(home, 'AppData', 'Roaming'),
    'Nextcloud',
    'nextcloud.cfg',
  );
  const answer = [
    '{"programs":[{"DisplayName":"Microsoft OneDrive","DisplayVersion":"26.062.0402.0002"},{"DisplayName":"Dropbox","DisplayVersion":"213.4.4"},{"DisplayName":"Dropbox Update Helper","DisplayVersion":"1.3"}]}',
    '{"processes":[{"Name":"OneDrive","Version":"26.062.0402.0002"},{"Name":"iCloudServices","Version":"15.4.0.20"}]}',
    '{"accounts":[{"Name":"Business1","Backup":3584},{"Name":"Personal","Backup":null},{"Name":"ada@example.com","Backup":1}]}',
  ].join('\n');
  // The fake machine lists folders with slashes, the files are read by their names on Windows.
  const windows = (said: string): Machine => ({
    platform: 'win32',
    commands: { 'OneDrive\\Accounts': said },
    files: {
      [`${log}/Business1`]: '',
      [win32.join(log, 'Business1', 'SyncDiagnostics.log')]: diagnostics,
      [config]: settings,
    },
  });

  test('are listed when they are installed, running or have accounts', async () => {
    expect(await drivesOn(windows(answer))).toMatchObject([
      { product: 'OneDrive', version: '26.062.0402.0002', running: true, accounts: 2 },
      { product: 'Dropbox', version: '213.4.4', running: false, accounts: null },
      { product: 'iCloud Drive', version: '15.4.0.20', running: true },
      { product: 'Nextcloud', running: false, accounts: 2, folders: { total: 2, paused: 1 } },
    ]);
  });
  test('include OneDrive’s numbers for each account, and what it backs up', async () => {
    const [oneDrive] = await drivesOn(windows(answer));
    expect(oneDrive).toMatchObject({
      reports: [
        {
          ...{
            kind: 'work',
            backedUp: ['desktop', 'documents', 'pictures'],
            filesToUpload: 3,
            filesToDownload: 0,
          },
          ...{
            failedUploads: 2,
            failedDownloads: 0,
            stalled: true,
            state: 16_777_216,
            writtenAt: '2026-11-20T18:52:52.000Z',
          },
        },
        { kind: 'personal', backedUp: [], filesToUpload: null, stalled: null, writtenAt: null },
      ],
    });
  });
  test('name no account, server or folder', async () => {
    const told = JSON.stringify(await drivesOn(windows(answer)));
    expect(told).not.toMatch(/ada|example|0123456789abcdef|Photos/i);
  });
  test('are an empty list when none is installed', async () => {
    const found = await collectOn(
      {
        platform: 'win32',
        commands: { 'OneDrive\\Accounts': '{"programs":[]}\n{"processes":[]}\n{"accounts":[]}' },
      },
      cloudDrives,
    );
    expect(found).toMatchObject({ status: 'success' });
    expect(found.content('cloud-drives.json')).toEqual({ count: 0, drives: [] });
  });
  test('are unavailable when PowerShell does not answer, and partial when a part is missing', async () => {
    expect(await collectOn({ platform: 'win32' }, cloudDrives)).toMatchObject({
      status: 'unavailable',
      names: [],
    });
    const part = '{"programs":[]}\n{"silent":{"source":"processes","error":"x"}}\n{"accounts":[]}';
    expect(await collectOn(windows(part), cloudDrives)).toMatchObject({ status: 'partial' });
  });
});

describe('cloud drives on Linux', () => {
  const linux: Machine = {
    platform: 'linux',
    commands: {
      'ps -xo comm=': 'systemd\nnextcloud\nonedrive\n',
      'onedrive --version': 'onedrive v2.5.5\n',
    },
    files: {
      [`${home}/.config/Nextcloud/nextcloud.cfg`]: settings,
      [`${home}/.config/onedrive/refresh_token`]: 'secret',
      [`${home}/.dropbox-dist/VERSION`]: '213.4.4896\n',
      [`/run/user/${process.getuid?.()}/gvfs/google-drive:host=example.com,user=ada`]: '',
    },
  };
  test('are those of which the home folder or the desktop knows', async () => {
    const found = await drivesOn(linux);
    expect(found).toMatchObject([
      { product: 'OneDrive', version: '2.5.5', running: true, accounts: 1 },
      { product: 'Google Drive', running: true, accounts: 1 },
      { product: 'Dropbox', version: '213.4.4896', running: false },
      {
        product: 'Nextcloud',
        version: '3.15.0',
        running: true,
        accounts: 2,
        folders: { total: 2, paused: 1 },
      },
    ]);
    expect(JSON.stringify(found)).not.toMatch(/ada|example|secret/i);
  });
  test('are not reported as stopped without a list of programs', async () => {
    const found = await drivesOn({ ...linux, commands: {} });
    expect(found).toMatchObject([
      {},
      { product: 'Dropbox', running: null },
      { product: 'Nextcloud', running: null },
    ]);
  });
  test('are denied where their settings are, and none where there is nothing', async () => {
    const closed = { [`${home}/.config/Nextcloud/nextcloud.cfg`]: 'denied' } as const;
    expect(await collectOn({ platform: 'linux', files: closed }, cloudDrives)).toMatchObject({
      status: 'denied',
      names: [],
    });
    expect(await drivesOn({ platform: 'linux' })).toEqual([]);
  });
});

describe('cloud drives on macOS', () => {
  const status =
    "1 containers matching 'com.apple.CloudDocs'\n<com.apple.CloudDocs[1] \u001b[0;1;32mforeground\u001b[0m {client:idle server:full-sync|ever-full-sync sync:oob-sync-ack last-sync:2026-11-20 08:47:34.056, requestID:15128, caught-up, token:unknown}>\n  under /Letters to Ada.pages\n";
  test('are the installed ones and iCloud Drive, without documents that wait', async () => {
    const found = await drivesOn({
      platform: 'darwin',
      commands: {
        'ps -xo comm=':
          '/Applications/OneDrive.app/Contents/MacOS/OneDrive\n/System/Library/bird\n',
        'defaults read /Applications/OneDrive.app/Contents/Info': '26.062.0402\n',
        'brctl status com.apple.CloudDocs': status,
      },
      files: {
        '/Applications/OneDrive.app/x': '',
        '/Applications/Nextcloud.app/x': '',
        [`${home}/Library/CloudStorage/OneDrive-ExampleCorp/x`]: '',
      },
    });
    expect(found).toMatchObject([
      { product: 'OneDrive', version: '26.062.0402', running: true, accounts: 1 },
      { product: 'Nextcloud', version: null, running: false, accounts: 0 },
      {
        product: 'iCloud Drive',
        caughtUp: true,
        lastSyncAt: new Date('2026-11-20T08:47:34').toISOString(),
      },
    ]);
    expect(JSON.stringify(found)).not.toMatch(/ada|letters|example/i);
  });
  test.for([
    ['nothing', ''],
    ['no container', "0 containers matching 'com.apple.CloudDocs'\n"],
    ['a help text', 'Usage: brctl <command> [command-options and arguments]'],
  ] as const)('have no iCloud Drive where brctl prints %s', ([, output]) => {
    expect(iCloudStatus(output)).toBeNull();
  });
  test('that never came to an end have no last time', () => {
    expect(
      iCloudStatus('<com.apple.CloudDocs[1] foreground {client:needs-sync last-sync:never}>'),
    ).toMatchObject({
      caughtUp: false,
      lastSyncAt: null,
    });
  });
});

describe('files of cloud drives that were made to mislead', () => {
  test('produce no invalid numbers', () => {
    const odd =
      'FilesToUpload = many\nsyncStallDetected = -1\ntimeUtc = yesterday\nSyncProgressState = 0x10\nnumFileFailedUploads = 1 2\n';
    expect(oneDriveReport(odd)).toMatchObject({
      filesToUpload: null,
      stalled: null,
      writtenAt: null,
      failedUploads: null,
    });
    expect([backedUpFolders('all'), backedUpFolders(-512), backedUpFolders(512)]).toEqual([
      [],
      [],
      ['desktop'],
    ]);
  });
  test('are read in linear time', () => {
    const long = `${' '.repeat(200_000)}\n${'0\\'.repeat(100_000)}\n${'FilesToUpload = '.repeat(50_000)}`;
    expect(nextcloudSettings(long)).toEqual({
      version: null,
      accounts: 0,
      folders: { total: 0, paused: 0 },
    });
    expect(oneDriveReport(long)).toMatchObject({ filesToUpload: null });
    expect(iCloudStatus(`<com.apple.CloudDocs[1] ${long}`)).toMatchObject({ lastSyncAt: null });
  });
});
