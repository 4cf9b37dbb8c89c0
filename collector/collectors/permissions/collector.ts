import {
  because,
  type CollectContext,
  type CollectResult,
  defineCollector,
  jsonItem,
} from '#collector/toolkit/define.ts';
import { ask, withSilent } from '#collector/toolkit/powershell-sources.ts';
import { gatherDarwin } from './gather-darwin.ts';
import { gatherLinux } from './gather-linux.ts';
import { win32Permissions, windowsScript } from './win32.ts';

export const permissions = defineCollector({
  id: 'permissions',
  title: 'Access to camera, microphone, location and screen',
  purpose:
    'Shows which programs may use the camera, the microphone and your location, or record the screen, for calls without picture or sound. Nothing is recorded.',
  category: 'system',
  sensitivity: 'personal',
  privileges: {
    darwin: 'Everything: macOS shows permissions only to programs with full disk access.',
  },
  platforms: ['linux', 'darwin', 'win32'],
  presets: ['standard', 'full'],
  deadlineMs: 12_000,
  byteCap: 128 * 1024,
  items: ['permissions.json'],
  reads: {
    linux: [
      '/dev/video*, /dev/snd/pcm* (only names, groups and whether your account may use them)',
      '/sys/class/video4linux/*/name',
      '/run/user/* (only whether PipeWire and PulseAudio listen)',
      'stat (the group of a device)',
      'test (whether your account may use a device)',
      'busctl --user call org.freedesktop.impl.portal.PermissionStore Lookup (devices, location, screenshot)',
      'snap connections --all',
    ],
    darwin: [
      '~/Library/Application*/com.apple.TCC/TCC.db (of this person)',
      '/Library/Application*/com.apple.TCC/TCC.db (of this computer)',
      'sqlite3 -readonly (camera, microphone and screen recording in these two)',
    ],
    win32: [
      'Registry: CapabilityAccessManager\\ConsentStore (camera, microphone, location, screen; not when they were used)',
      'Registry: Policies\\Microsoft\\Windows\\AppPrivacy',
    ],
  },
  mayReveal:
    'Which programs asked for access to the camera, microphone, location or screen. Folders are left out.',
  async collect(context): Promise<CollectResult> {
    if (context.platform === 'win32') return askWindows(context);
    if (context.platform === 'darwin') return askMac(context);
    const found = await gatherLinux(context);
    return found === null ? nothing : { items: [jsonItem('permissions.json', found)] };
  },
});

const nothing: CollectResult = {
  status: 'unavailable',
  reason: because('The system does not show what programs may use.'),
};

async function askWindows(context: CollectContext): Promise<CollectResult> {
  const asked = await ask(context, windowsScript, { timeoutMs: 8000 });
  const found = win32Permissions(asked.answer);
  return found === null
    ? nothing
    : withSilent([jsonItem('permissions.json', { permissions: found })], asked);
}

async function askMac(context: CollectContext): Promise<CollectResult> {
  const found = await gatherDarwin(context);
  const reason = because(
    'macOS shows what programs may use only to programs with full disk access.',
  );
  if (found.permissions === null) return found.denied > 0 ? { status: 'denied', reason } : nothing;
  const items = [jsonItem('permissions.json', { permissions: found.permissions })];
  return found.denied > 0 ? { status: 'partial', reason, items } : { items };
}
