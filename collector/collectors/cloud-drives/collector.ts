import {
  because,
  type CollectContext,
  type CollectResult,
  defineCollector,
  jsonItem,
} from '#collector/toolkit/define.ts';
import { ask, withSilent } from '#collector/toolkit/powershell-sources.ts';
import { gatherDarwin, gatherLinux, gatherWindowsFiles } from './gather.ts';
import type { CloudDrive } from './types.ts';
import { win32CloudDrives, windowsScript } from './win32.ts';

export const cloudDrives = defineCollector({
  id: 'cloud-drives',
  title: 'Cloud drives',
  purpose:
    'Shows whether OneDrive, Google Drive, Dropbox, iCloud Drive or Nextcloud are installed, running and up to date. It does not name files or accounts.',
  category: 'software',
  sensitivity: 'technical',
  privileges: 'none',
  platforms: ['linux', 'darwin', 'win32'],
  presets: ['standard', 'full'],
  deadlineMs: 12_000,
  byteCap: 64 * 1024,
  items: ['cloud-drives.json'],
  reads: {
    linux: [
      'ps -xo comm= (names of these programs only)',
      '~/.config/Nextcloud/nextcloud.cfg, ~/.var/app/com.nextcloud.desktopclient.nextcloud/config/Nextcloud/nextcloud.cfg (version; numbers of accounts, folders and paused folders)',
      '~/.dropbox-dist/VERSION',
      'onedrive --version, ~/.config/onedrive (whether an account is set up)',
      '/run/user/*/gvfs (how many Google Drives the desktop has mounted)',
    ],
    darwin: [
      'ps -xo comm= (names of these programs only)',
      '/Applications (these programs only), defaults read /Applications/NAME.app/Contents/Info CFBundleShortVersionString',
      '~/Library/CloudStorage (number of accounts)',
      'brctl status com.apple.CloudDocs (state and last time only)',
      '~/Library/Preferences/Nextcloud/nextcloud.cfg (numbers of accounts, folders and paused folders)',
    ],
    win32: [
      'PowerShell: Get-Process (these programs only)',
      'Registry: Uninstall (these programs only), OneDrive\\Accounts (which are set up, and which folders OneDrive backs up)',
      '%LOCALAPPDATA%\\Microsoft\\OneDrive\\logs (which accounts have one)',
      '%LOCALAPPDATA%\\Microsoft\\OneDrive\\logs\\*\\SyncDiagnostics.log (numbers only)',
      '%APPDATA%\\Nextcloud\\nextcloud.cfg (numbers of accounts, folders and paused folders)',
    ],
  },
  mayReveal:
    'Which cloud drives a person uses and how many files are waiting. Accounts, servers, folders and files are not named.',
  async collect(context): Promise<CollectResult> {
    if (context.platform === 'win32') return collectWindows(context);
    const found =
      context.platform === 'darwin' ? await gatherDarwin(context) : await gatherLinux(context);
    if (found !== 'denied') return { items: [itemOf(found)] };
    return {
      status: 'denied',
      reason: because('This account may not read the settings of the cloud drive.'),
    };
  },
});

const itemOf = (drives: CloudDrive[]) =>
  jsonItem('cloud-drives.json', { count: drives.length, drives });

async function collectWindows(context: CollectContext): Promise<CollectResult> {
  const [asked, files] = await Promise.all([
    ask(context, windowsScript, { timeoutMs: 10_000 }),
    gatherWindowsFiles(context),
  ]);
  const found = win32CloudDrives(asked.answer, files);
  if (found !== null) return withSilent([itemOf(found)], asked);
  return {
    status: 'unavailable',
    reason: because('The system returned nothing about cloud drives.'),
  };
}
