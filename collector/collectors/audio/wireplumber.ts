import { numberOf, textOf } from '#collector/toolkit/fields.ts';
import { type SoundDevice, unknown } from './types.ts';

/**
 * The default device of PipeWire: `wpctl inspect` prints `  * node.description = "…"`, `wpctl get-volume` prints
 * `Volume: 0.40 [MUTED]`, where 1 is full volume and more amplifies. Null without a default device.
 */
export function defaultNode(
  inspected: string,
  volume: string,
  direction: 'output' | 'input',
): SoundDevice | null {
  const property = (key: string): string | null =>
    textOf(new RegExp(`^[ *]{0,8}${key} = "(.{1,300})"$`, 'm').exec(inspected)?.[1]);
  const name = property('node.description') ?? property('node.name');
  if (name === null) return null;
  const [, level, muted] = /^Volume: (\d{1,3}\.\d{1,4})( \[MUTED\])?/m.exec(volume) ?? [];
  const loudness = numberOf(level);
  return {
    ...unknown,
    name,
    driver: property('factory.name'),
    direction,
    default: true,
    muted: loudness === null ? null : muted !== undefined,
    volumePercent: loudness === null ? null : Math.round(loudness * 100),
  };
}
