import { jsonOf, numberOf, rowOf, rowsOf, textOf } from '#collector/toolkit/fields.ts';
import { type SoundDevice, unknown } from './types.ts';

/**
 * `pactl --format=json list sinks`, `list sources` and `info` (PulseAudio 16, PipeWire): the devices that programs play to and
 * record from, and whether they are muted. Monitors are left out: they only repeat what is played.
 */
export function pulseSound(sinks: string, sources: string, info: string): SoundDevice[] {
  const defaults = rowOf(jsonOf(info));
  const devices = (output: string, direction: 'output' | 'input', chosen: unknown): SoundDevice[] =>
    rowsOf(jsonOf(output) ?? [])
      .slice(0, 100)
      .flatMap((row): SoundDevice[] => {
        const id = textOf(row.name);
        const name = textOf(row.description) ?? id;
        if (id === null || name === null || /\.monitor$/.test(id)) return [];
        const state = textOf(row.state)?.toLowerCase() ?? null;
        return [
          {
            ...unknown,
            name,
            driver: textOf(row.driver),
            direction,
            default: typeof chosen === 'string' ? chosen === id : null,
            state: row.mute === true ? [state, 'muted'].filter(Boolean).join(', ') : state,
            muted: typeof row.mute === 'boolean' ? row.mute : null,
            volumePercent: volumeOf(row.volume),
          },
        ];
      });
  return [
    ...devices(sinks, 'output', defaults.default_sink_name),
    ...devices(sources, 'input', defaults.default_source_name),
  ];
}

/** `{ "front-left": { "value_percent": "40%" }, … }` */
function volumeOf(volume: unknown): number | null {
  const channels = Object.values(rowOf(volume)).slice(0, 32);
  const percents = channels.flatMap(
    (channel) => numberOf(textOf(rowOf(channel).value_percent)?.replace(/%$/, '')) ?? [],
  );
  return percents.length === 0 ? null : Math.max(...percents);
}
