import {
  because,
  type CollectContext,
  type CollectResult,
  defineCollector,
  jsonItem,
} from '#collector/toolkit/define.ts';
import { runProfiler } from '#collector/toolkit/platform-tools.ts';
import { ask, withSilent } from '#collector/toolkit/powershell-sources.ts';
import { darwinSound, withVolume } from './darwin.ts';
import { linuxSound } from './linux.ts';
import { pulseSound } from './pulse.ts';
import type { SoundDevice } from './types.ts';
import { win32Sound, windowsScript } from './win32.ts';
import { defaultNode } from './wireplumber.ts';

export const audio = defineCollector({
  id: 'audio',
  title: 'Sound devices',
  purpose:
    'Lists speakers, microphones and sound cards, for problems with sound and calls. Nothing is recorded.',
  category: 'machine',
  sensitivity: 'personal',
  privileges: 'none',
  platforms: ['linux', 'darwin', 'win32'],
  presets: ['standard', 'full'],
  deadlineMs: 12_000,
  byteCap: 128 * 1024,
  items: ['audio.json'],
  reads: {
    linux: [
      '/proc/asound/cards, /proc/asound/pcm',
      'pactl list sinks, list sources, info (PulseAudio or PipeWire)',
      'wpctl inspect, get-volume of the default devices (PipeWire, if pactl returns nothing)',
    ],
    darwin: [
      'system_profiler -json SPAudioDataType',
      'osascript -e "get volume settings" (volume and mute; changes nothing)',
    ],
    win32: [
      'CIM: Win32_SoundDevice',
      'PowerShell: Get-PnpDevice (sound only)',
      'Registry: MMDevices\\Audio (name, state, and the volume and mute that Windows stored last)',
      'Windows Runtime: Windows.Media.Devices.MediaDevice (which device is the default)',
    ],
  },
  mayReveal:
    'Makers and models of sound devices, and the names that people gave to their headphones.',
  async collect(context): Promise<CollectResult> {
    if (context.platform === 'win32') return askWindows(context);
    const found = await gather(context);
    if (found !== null) return { items: [itemOf(found)] };
    return nothing;
  },
});

const nothing: CollectResult = {
  status: 'unavailable',
  reason: because('The system does not list any sound devices.'),
};

const itemOf = (devices: SoundDevice[]) =>
  jsonItem('audio.json', { count: devices.length, devices });

async function askWindows(context: CollectContext): Promise<CollectResult> {
  const asked = await ask(context, windowsScript, { timeoutMs: 10_000 });
  const found = win32Sound(asked.answer);
  return found === null ? nothing : withSilent([itemOf(found)], asked);
}

async function gather(context: CollectContext): Promise<SoundDevice[] | null> {
  if (context.platform === 'darwin') {
    const [output, volume] = await Promise.all([
      runProfiler(context, 'SPAudioDataType', { timeoutMs: 10_000 }),
      context.run('osascript', ['-e', 'get volume settings'], { timeoutMs: 5000 }),
    ]);
    return output === '' ? null : withVolume(darwinSound(output), volume.stdout);
  }
  const [cards, pcm, server] = await Promise.all([
    context.readText('/proc/asound/cards', 64 * 1024),
    context.readText('/proc/asound/pcm', 64 * 1024),
    gatherServer(context),
  ]);
  const hardware = cards.ok ? linuxSound(cards.text, pcm.ok ? pcm.text : '') : null;
  return hardware === null && server.length === 0 ? null : [...(hardware ?? []), ...server];
}

/** Names the server's socket, because commands do not get the environment variables that name it. */
async function gatherServer(context: CollectContext): Promise<SoundDevice[]> {
  const server = `--server=unix:/run/user/${process.getuid?.() ?? 0}/pulse/native`;
  const ask = async (...words: string[]): Promise<string> =>
    (await context.run('pactl', [server, '--format=json', ...words], { timeoutMs: 3000 })).stdout;
  const found = pulseSound(
    ...(await Promise.all([ask('list', 'sinks'), ask('list', 'sources'), ask('info')])),
  );
  return found.length > 0 ? found : askWirePlumber(context);
}

/** The fallback where pactl is missing or older than version 16, which cannot write JSON. */
async function askWirePlumber(context: CollectContext): Promise<SoundDevice[]> {
  const ask = async (...words: string[]): Promise<string> =>
    (await context.run('wpctl', words, { timeoutMs: 3000, capBytes: 64 * 1024 })).stdout;
  const nodes = await Promise.all(
    (['output', 'input'] as const).map(async (direction) => {
      const node = direction === 'output' ? '@DEFAULT_AUDIO_SINK@' : '@DEFAULT_AUDIO_SOURCE@';
      return defaultNode(
        ...(await Promise.all([ask('inspect', node), ask('get-volume', node)])),
        direction,
      );
    }),
  );
  return nodes.filter((node) => node !== null);
}
