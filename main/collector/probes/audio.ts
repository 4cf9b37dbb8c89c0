import { because, type CollectContext, type CollectResult, defineCollector, jsonItem } from './define.ts';
import { runPowershell, runProfiler } from './native.ts';
import { darwinSound, linuxSound, type SoundDevice, win32Sound } from './parse/audio.ts';

export const audio = defineCollector({
  id: 'audio',
  title: 'Sound devices',
  purpose: 'Lists loudspeakers, microphones and sound cards, for problems with sound and calls. Nothing is recorded.',
  category: 'machine',
  sensitivity: 'personal',
  privileges: 'none',
  platforms: ['linux', 'darwin', 'win32'],
  presets: ['standard', 'full'],
  deadlineMs: 12_000,
  byteCap: 128 * 1024,
  reads: {
    linux: ['/proc/asound/cards'],
    darwin: ['system_profiler -json SPAudioDataType'],
    win32: ['CIM: Win32_SoundDevice'],
  },
  mayReveal: 'Makers and products of sound devices, and the names that people gave to their headphones.',
  async collect(context): Promise<CollectResult> {
    const found = await gather(context);
    if (found !== null) return { items: [jsonItem('audio.json', { count: found.length, devices: found })] };
    return { status: 'unavailable', reason: because('The system tells of no sound on this computer.') };
  },
});

async function gather(context: CollectContext): Promise<SoundDevice[] | null> {
  if (context.platform === 'win32') return win32Sound(await runPowershell(context, windowsScript));
  if (context.platform === 'darwin') {
    const output = await runProfiler(context, 'SPAudioDataType', { timeoutMs: 10_000 });
    return output === '' ? null : darwinSound(output);
  }
  const cards = await context.readText('/proc/asound/cards', 64 * 1024);
  return cards.ok ? linuxSound(cards.text) : null;
}

const windowsScript =
  'ConvertTo-Json -Compress -InputObject @(Get-CimInstance Win32_SoundDevice|Select-Object Name,Manufacturer,Status,ConfigManagerErrorCode)';
