import os from 'node:os';
import { folderSize } from '#collector/os/folder-size.ts';
import {
  because,
  type CollectContext,
  type CollectResult,
  defineCollector,
  jsonItem,
} from '#collector/toolkit/define.ts';
import { ask, withSilent } from '#collector/toolkit/powershell-sources.ts';
import { darwinProfile } from './darwin.ts';
import { gatherHome } from './gather-home.ts';
import { accountKind } from './linux.ts';
import { nothingKnown, type Profile } from './types.ts';
import { win32Profile, windowsScript } from './win32.ts';

export const profile = defineCollector({
  id: 'profile',
  title: 'Your user profile',
  purpose:
    'Shows whether your settings and files are stored on this computer, on a server or only until you sign out. Candor does not open or name any file.',
  category: 'system',
  sensitivity: 'technical',
  privileges: 'none',
  platforms: ['linux', 'darwin', 'win32'],
  presets: ['standard', 'full'],
  deadlineMs: 15_000,
  byteCap: 64 * 1024,
  items: ['profile.json'],
  reads: {
    linux: [
      '/etc/passwd (whether your account is in it)',
      '/proc/self/mountinfo (the file system of your home folder)',
      '/sys/block/dm-*/dm/name, dm/uuid, slaves (whether its disk is encrypted)',
      'lsattr -d HOME (whether the folder is encrypted)',
      'sizes of the files in your home folder (only in “full”, for at most 8 seconds)',
    ],
    darwin: [
      'dscl . -read /Users/NAME AuthenticationAuthority NFSHomeDirectory',
      'sizes of the files in your home folder (only in “full”, for at most 8 seconds)',
    ],
    win32: [
      'Registry: ProfileList (your entry), User Shell Folders (which folders are elsewhere), FSLogix\\Profiles (Enabled)',
      'sizes of the files in your profile (only in “full”, for at most 8 seconds)',
    ],
  },
  mayReveal:
    'How your organisation stores profiles, and how much you have stored. Servers, folders and files are not named.',
  async collect(context): Promise<CollectResult> {
    if (context.platform === 'win32') return collectWindows(context);
    const found =
      context.platform === 'darwin' ? await gatherDarwin(context) : await gatherLinux(context);
    if (found === 'denied')
      return {
        status: 'denied',
        reason: because('This account may not read where its home folder is.'),
      };
    if (found === null) return nothing;
    return {
      items: [
        jsonItem('profile.json', {
          ...found,
          size: await measure(context, found.home?.network ?? false),
        }),
      ],
    };
  },
});

const nothing: CollectResult = {
  status: 'unavailable',
  reason: because('The system does not show what kind of profile this is.'),
};

/** Visiting every file takes seconds, and over a network perhaps minutes. */
async function measure(context: CollectContext, network: boolean): Promise<Profile['size']> {
  if (!context.thorough || network) return null;
  return folderSize(os.homedir(), {
    mostEntries: 300_000,
    deadlineMs: 8000,
    signal: context.signal,
  });
}

async function collectWindows(context: CollectContext): Promise<CollectResult> {
  const asked = await ask(context, windowsScript, { timeoutMs: 6000 });
  const found = win32Profile(asked.answer);
  if (found === null) return nothing;
  return withSilent(
    [jsonItem('profile.json', { ...nothingKnown, ...found, size: await measure(context, false) })],
    asked,
  );
}

async function gatherDarwin(context: CollectContext): Promise<Profile | null> {
  const user = os.userInfo().username;
  // The name becomes part of a path in the directory.
  if (!/^[\w.-]{1,255}$/.test(user)) return null;
  const words = ['.', '-read', `/Users/${user}`, 'AuthenticationAuthority', 'NFSHomeDirectory'];
  const { state, stdout, stderr, exitCode } = await context.run('dscl', words, {
    timeoutMs: 5000,
    capBytes: 64 * 1024,
  });
  return state === 'ended'
    ? { ...nothingKnown, ...darwinProfile(`${stdout}\n${stderr}`, exitCode) }
    : null;
}

async function gatherLinux(context: CollectContext): Promise<Profile | 'denied' | null> {
  const [passwd, home] = await Promise.all([
    context.readText('/etc/passwd', 1024 * 1024),
    gatherHome(context, os.homedir()),
  ]);
  const kind = accountKind(
    passwd.ok && passwd.droppedBytes === 0 ? passwd.text : null,
    os.userInfo().username,
  );
  if (home === 'denied') return 'denied';
  if (kind === null && home === null) return null;
  // A home folder in memory, as guests have it, is deleted after the session.
  const inMemory = /^(?:tmpfs|ramfs)$/.test(home?.filesystem ?? '');
  return { ...nothingKnown, kind: inMemory ? 'temporary' : kind, home };
}
