import { describe, expect, test } from 'vitest';
import { audio } from '../../../collector/collectors/audio/collector.ts';
import { collectOn, fixture } from '../../harness/collect-context.ts';

describe('sound on Linux', () => {
  test('names what programs play to and record from, and whether it is muted', async () => {
    const commands = {
      [`pactl --server=unix:/run/user/${process.getuid?.()}/pulse/native --format=json list sinks`]:
        fixture('linux/pactl-sinks.json'),
      [`pactl --server=unix:/run/user/${process.getuid?.()}/pulse/native --format=json list sources`]:
        fixture('linux/pactl-sources.json'),
      [`pactl --server=unix:/run/user/${process.getuid?.()}/pulse/native --format=json info`]: fixture('linux/pactl-info.json'),
    };
    const files = {
      '/proc/asound/cards': fixture('linux/asound-cards-two.txt'),
      '/proc/asound/pcm': fixture('linux/asound-pcm.txt'),
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
});
