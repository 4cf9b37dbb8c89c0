import { describe, expect, test } from 'vitest';
import { collectOn, fixtureOf, type Machine } from '../../../tests/harness/collect-context.ts';
import { audio } from './collector.ts';
import { pulseSound } from './pulse.ts';

const fixture = fixtureOf(import.meta.url);
const windowsIn = (language: 'en' | 'de'): Machine => ({
  platform: 'win32',
  commands: {
    Win32_SoundDevice: fixture(`windows-${language}.jsonl`),
  },
});
const [english, german] = [windowsIn('en'), windowsIn('de')];
const mac: Machine = {
  platform: 'darwin',
  commands: {
    'system_profiler -json SPAudioDataType': fixture('audio.json'),
  },
};
const laptop: Machine = {
  platform: 'linux',
  files: {
    '/proc/asound/cards': fixture('asound-cards.txt'),
  },
};

describe('sound devices', () => {
  test('are listed on all systems', async () => {
    expect((await collectOn(laptop, audio)).content('audio.json')).toMatchObject({
      devices: [
        { name: 'HDA Intel PCH', driver: 'HDA-Intel' },
        { name: 'Jabra EVOLVE 20', driver: 'USB-Audio' },
      ],
    });
    expect((await collectOn(mac, audio)).content('audio.json')).toMatchObject({
      devices: [
        { name: 'MacBook Pro-Lautsprecher', direction: 'output', default: true, driver: 'builtin' },
        { direction: 'input', default: false },
      ],
    });
    expect((await collectOn(english, audio)).content('audio.json')).toMatchObject({
      devices: [
        { name: 'Realtek(R) Audio', direction: null, state: 'OK' },
        { name: 'Speakers (Realtek(R) Audio)', direction: 'output', default: null, muted: null },
        { direction: 'input' },
      ],
    });
    expect(JSON.stringify((await collectOn(english, audio)).content('audio.json'))).not.toContain('11111111');
  });
  test('that do not start say with which error, also where the rest is not told', async () => {
    expect(await collectOn(german, audio)).toMatchObject({ status: 'partial' });
    expect(await collectOn({ platform: 'win32' }, audio)).toMatchObject({ status: 'unavailable', names: [] });
    expect((await collectOn(german, audio)).content('audio.json')).toMatchObject({
      devices: [{ name: 'High Definition Audio-Gerät', state: 'error 10' }],
    });
  });
});

describe('sound on Linux', () => {
  test('names what programs play to and record from, and whether it is muted', async () => {
    const commands = {
      [`pactl --server=unix:/run/user/${process.getuid?.()}/pulse/native --format=json list sinks`]: fixture('pactl-sinks.json'),
      [`pactl --server=unix:/run/user/${process.getuid?.()}/pulse/native --format=json list sources`]:
        fixture('pactl-sources.json'),
      [`pactl --server=unix:/run/user/${process.getuid?.()}/pulse/native --format=json info`]: fixture('pactl-info.json'),
    };
    const files = {
      '/proc/asound/cards': fixture('asound-cards-two.txt'),
      '/proc/asound/pcm': fixture('asound-pcm.txt'),
    };
    const { devices } = (await collectOn({ platform: 'linux', files, commands }, audio)).content('audio.json') as {
      devices: { name: string; direction: string; default: boolean | null; state: string | null }[];
    };
    expect(devices.map(({ name, direction, default: chosen, state }) => [name, direction, chosen, state])).toEqual([
      ['HDA Intel PCH', 'both', null, null],
      ['HDA NVidia', 'output', null, null],
      ['Eingebautes Audio Analog Stereo', 'output', false, 'running, muted'],
      ['Adas Kopfhörer', 'output', true, 'suspended'],
      ['Eingebautes Audio Analog Stereo', 'input', true, 'idle'],
    ]);
  });
  test('tells how loud each is', () => {
    const sink = (volume: unknown) => JSON.stringify([{ name: 'a', mute: false, volume }]);
    const channels = { 'front-left': { value_percent: '40%' }, 'front-right': { value_percent: '35%' } };
    expect(pulseSound(sink(channels), '', '')).toMatchObject([{ muted: false, volumePercent: 40 }]);
    expect(pulseSound(sink({ a: { value_percent: 'loud' } }), '', '')).toMatchObject([{ volumePercent: null }]);
    expect(pulseSound(sink(undefined), '', '')).toMatchObject([{ volumePercent: null }]);
  });
});
