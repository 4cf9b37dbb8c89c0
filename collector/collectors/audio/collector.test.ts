import { describe, expect, test } from 'vitest';
import { collectOn, fixtureOf, type Machine } from '#tests/harness/collect-context.ts';
import { audio } from './collector.ts';
import { darwinSound, withVolume } from './darwin.ts';
import { pulseSound } from './pulse.ts';
import { storedDecibels, storedMuted } from './stored-sound.ts';
import { win32Sound } from './win32.ts';
import { defaultNode } from './wireplumber.ts';

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
    expect(JSON.stringify((await collectOn(english, audio)).content('audio.json'))).not.toContain(
      '11111111',
    );
  });
  test('that do not start show their error, even without other details', async () => {
    expect(await collectOn(german, audio)).toMatchObject({ status: 'partial' });
    expect(await collectOn({ platform: 'win32' }, audio)).toMatchObject({
      status: 'unavailable',
      names: [],
    });
    expect((await collectOn(german, audio)).content('audio.json')).toMatchObject({
      devices: [{ name: 'High Definition Audio-Gerät', state: 'error 10' }],
    });
  });
});

describe('sound on Linux', () => {
  test('lists the devices that programs play to and record from, and whether they are muted', async () => {
    const commands = {
      [`pactl --server=unix:/run/user/${process.getuid?.()}/pulse/native --format=json list sinks`]:
        fixture('pactl-sinks.json'),
      [`pactl --server=unix:/run/user/${process.getuid?.()}/pulse/native --format=json list sources`]:
        fixture('pactl-sources.json'),
      [`pactl --server=unix:/run/user/${process.getuid?.()}/pulse/native --format=json info`]:
        fixture('pactl-info.json'),
    };
    const files = {
      '/proc/asound/cards': fixture('asound-cards-two.txt'),
      '/proc/asound/pcm': fixture('asound-pcm.txt'),
    };
    const { devices } = (await collectOn({ platform: 'linux', files, commands }, audio)).content(
      'audio.json',
    ) as {
      devices: { name: string; direction: string; default: boolean | null; state: string | null }[];
    };
    expect(
      devices.map(({ name, direction, default: chosen, state }) => [
        name,
        direction,
        chosen,
        state,
      ]),
    ).toEqual([
      ['HDA Intel PCH', 'both', null, null],
      ['HDA NVidia', 'output', null, null],
      ['Eingebautes Audio Analog Stereo', 'output', false, 'running, muted'],
      ['Adas Kopfhörer', 'output', true, 'suspended'],
      ['Eingebautes Audio Analog Stereo', 'input', true, 'idle'],
    ]);
  });
  test('includes the volume of each device', () => {
    const sink = (volume: unknown) => JSON.stringify([{ name: 'a', mute: false, volume }]);
    const channels = {
      'front-left': { value_percent: '40%' },
      'front-right': { value_percent: '35%' },
    };
    expect(pulseSound(sink(channels), '', '')).toMatchObject([{ muted: false, volumePercent: 40 }]);
    expect(pulseSound(sink({ a: { value_percent: 'loud' } }), '', '')).toMatchObject([
      { volumePercent: null },
    ]);
    expect(pulseSound(sink(undefined), '', '')).toMatchObject([{ volumePercent: null }]);
  });
});

describe('sound of PipeWire without pactl', () => {
  const inspected = (name: string) =>
    `id 62, type PipeWire:Interface:Node\n    alsa.card = "2"\n    factory.name = "api.alsa.pcm.sink"\n  * node.description = "${name}"\n  * node.name = "alsa_output.analog"\n`;
  test('names the default devices, how loud they are and whether they are muted', async () => {
    const commands = {
      'wpctl inspect @DEFAULT_AUDIO_SINK@': inspected('Example [HD] Analog Stereo'),
      'wpctl get-volume @DEFAULT_AUDIO_SINK@': 'Volume: 0.40 [MUTED]\n',
      'wpctl inspect @DEFAULT_AUDIO_SOURCE@': inspected('Example Microphone'),
      'wpctl get-volume @DEFAULT_AUDIO_SOURCE@': 'Volume: 1.25\n',
    };
    expect(
      (await collectOn({ platform: 'linux', commands }, audio)).content('audio.json'),
    ).toMatchObject({
      devices: [
        {
          name: 'Example [HD] Analog Stereo',
          direction: 'output',
          default: true,
          muted: true,
          volumePercent: 40,
        },
        {
          name: 'Example Microphone',
          direction: 'input',
          default: true,
          muted: false,
          volumePercent: 125,
        },
      ],
    });
  });
  test('is unavailable without a device, and ignores an invalid volume', async () => {
    const commands = {
      'wpctl inspect': "Translate ID error: '@DEFAULT_AUDIO_SINK@' is not a valid ID\n",
      'wpctl get-volume': 'x',
    };
    expect(await collectOn({ platform: 'linux', commands }, audio)).toMatchObject({
      status: 'unavailable',
      names: [],
    });
    expect(defaultNode(inspected('a'), 'Volume: NaN', 'output')).toMatchObject({
      muted: null,
      volumePercent: null,
    });
  });
});

describe('sound on Windows', () => {
  const answer = (overrides: Record<string, unknown> = {}) => ({
    ...JSON.parse(fixture('windows-endpoints.json')),
    ...overrides,
  });
  const known = (found: ReturnType<typeof win32Sound>) =>
    (found ?? []).map(({ name, default: chosen, defaultForCalls, muted, volumeDecibels }) => [
      name,
      chosen,
      defaultForCalls,
      muted,
      volumeDecibels,
    ]);

  test('shows the default device, the one for calls, and which are muted or turned down', () => {
    expect(known(win32Sound(answer()))).toEqual([
      ['Speakers (Example Audio)', true, false, true, -24.4],
      ['Headset (Example USB)', false, true, false, null],
      ['Microphone (Example Audio)', true, true, null, 0],
      ['Line In (Example Audio)', false, null, null, null],
    ]);
  });
  test('shows a microphone that is turned off, but not one that was removed', () => {
    const found = win32Sound(answer()) ?? [];
    expect(found.at(-1)).toMatchObject({
      name: 'Line In (Example Audio)',
      direction: 'input',
      state: 'disabled',
    });
    expect(JSON.stringify(found)).not.toContain('Old Headset');
  });
  test('names no default device when Windows did not say which one it is', () => {
    expect(known(win32Sound(answer({ defaults: undefined })))[0]).toEqual([
      'Speakers (Example Audio)',
      null,
      null,
      true,
      -24.4,
    ]);
    const none = { Output: '', Input: '', CallOutput: '', CallInput: '' };
    expect(known(win32Sound(answer({ defaults: none })))[0]).toEqual([
      'Speakers (Example Audio)',
      false,
      false,
      true,
      -24.4,
    ]);
  });
  test('leaves out the ids of endpoints, which identify the installation of Windows', () => {
    expect(JSON.stringify(win32Sound(answer()))).not.toMatch(/[0-9a-f]{8}-/i);
  });
  test.for([
    ['no bytes', ''],
    ['another type', '8,0,0,0,1,0,0,0,255,255,0,0'],
    ['words', 'true,false,true,false,true,false,true,false,true'],
    ['a list that never ends', Array.from({ length: 5000 }, () => '65').join(',')],
    ['a volume that is no number', '65,0,0,0,1,0,0,0,0,0,192,127'],
    ['a number', 7],
  ] as const)('believes no stored setting made of %s', ([, value]) => {
    expect([storedMuted(value), storedDecibels(value)]).toEqual([null, null]);
  });
});

describe('sound on macOS', () => {
  const volumes = (settings: string) =>
    withVolume(darwinSound(fixture('audio.json')), settings).map(({ volumePercent, muted }) => [
      volumePercent,
      muted,
    ]);
  test('shows the volume of the default device and whether it is muted', () => {
    expect(
      volumes('output volume:44, input volume:75, alert volume:100, output muted:true\n'),
    ).toEqual([
      [44, true],
      [null, null],
    ]);
  });
  test('has no volume when the device has none or the answer is invalid', () => {
    const silent =
      'output volume:missing value, input volume:75, alert volume:100, output muted:missing value';
    for (const settings of [
      silent,
      '',
      'output volume:999, output muted:perhaps',
      'x'.repeat(100_000),
    ]) {
      expect(volumes(settings)[0]).toEqual([null, null]);
    }
  });
});
