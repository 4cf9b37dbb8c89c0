import {
  because,
  type CollectContext,
  type CollectResult,
  defineCollector,
  jsonItem,
} from '#collector/toolkit/define.ts';
import { type Asked, ask, withSilent } from '#collector/toolkit/powershell-sources.ts';
import { gatherDefaults } from '../software/default-apps.ts';
import { gatherDarwin } from './gather-darwin.ts';
import { gatherLinux } from './gather-linux.ts';
import type { Found } from './types.ts';
import { win32Found, windowsScript } from './win32.ts';

export const browsersAndOffice = defineCollector({
  id: 'browsers-and-office',
  title: 'Browsers, Office and mail',
  purpose:
    'Shows which browsers, office suites and mail programs are installed, their versions, and which add-ins Office has turned off.',
  category: 'software',
  sensitivity: 'personal',
  privileges: 'none',
  platforms: ['linux', 'darwin', 'win32'],
  presets: ['standard', 'full'],
  deadlineMs: 25_000,
  byteCap: 512 * 1024,
  items: ['browsers.json', 'office.json'],
  reads: {
    linux: [
      '/var/lib/dpkg/status',
      'rpm -qa',
      'flatpak list',
      'snap list',
      '/usr/share/applications/*, /usr/local/share/applications/*, /var/lib/flatpak/exports/share/applications/*',
      '/var/lib/snapd/desktop/applications/*, ~/.local/share/flatpak/exports/share/applications/*, ~/.local/share/applications/*',
      '/etc/opt/chrome/policies/managed/*, /etc/chromium/policies/managed/*, /etc/opt/edge/policies/managed/* (only whether any exist)',
      '/etc/brave/policies/managed/*, /etc/firefox/policies/* (only whether any exist)',
      '~/.config/mimeapps.list, /etc/xdg/mimeapps.list, /usr/share/applications/mimeapps.list (only what opens links)',
    ],
    darwin: [
      '/Applications/*, ~/Applications/* (names)',
      'defaults read …/Contents/Info CFBundleShortVersionString (of browsers and office programs)',
      'defaults read com.microsoft.autoupdate2 ChannelName',
      'defaults read com.apple.LaunchServices (only what opens links)',
      '/Library/Managed*/* (only which browsers have preferences)',
    ],
    win32: [
      'Registry: Clients\\StartMenuInternet and the versions of these programs; Policies of Chrome, Edge, Firefox and Brave (how many)',
      'Registry: Office\\ClickToRun\\Configuration, Office\\16.0\\Common\\ProductVersion',
      'Registry: Outlook\\Profiles (how many), Outlook\\Preferences\\UseNewOutlook; PowerShell: Get-AppxPackage Microsoft.OutlookForWindows',
      'Registry: Addins and Resiliency of Outlook, Word, Excel and PowerPoint (never documents)',
      'Registry: UrlAssociations (only what opens links)',
    ],
  },
  mayReveal:
    'Which programs and add-ins a person has. Documents, accounts, mail addresses, profile names and everything that a browser stores are left out.',
  async collect(context): Promise<CollectResult> {
    const [{ found, asked }, { browser }] = await Promise.all([
      gather(context),
      gatherDefaults(context),
    ]);
    if (found === null) {
      return {
        status: 'unavailable',
        reason: because('Candor found no list of installed programs that it can read.'),
      };
    }
    const { browsers, office } = found;
    return withSilent(
      [jsonItem('browsers.json', { default: browser, browsers }), jsonItem('office.json', office)],
      asked,
    );
  },
});

type Answered = Pick<Asked, 'silent' | 'stopped'>;

async function gather(context: CollectContext): Promise<{ found: Found | null; asked: Answered }> {
  if (context.platform === 'win32') {
    const asked = await ask(context, windowsScript, { timeoutMs: 15_000 });
    return { found: win32Found(asked.answer), asked };
  }
  const found = await (context.platform === 'darwin'
    ? gatherDarwin(context)
    : gatherLinux(context));
  return { found, asked: { silent: [], stopped: false } };
}
