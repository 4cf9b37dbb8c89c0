import { textOf } from '#collector/toolkit/fields.ts';
import { type SoundDevice, unknown } from './types.ts';

/**
 * `/proc/asound/cards`: ` 0 [PCH            ]: HDA-Intel - HDA Intel PCH`, then a line with the location. `pcm`: which card
 * plays and which records, `00-00: ALC257 Analog : ALC257 Analog : playback 1 : capture 1`.
 */
export function linuxSound(cards: string, pcm = ''): SoundDevice[] {
  const able = (card: string | undefined, what: string): boolean =>
    pcm
      .split('\n')
      .some(
        (line) =>
          Number(/^(\d{1,3})-/.exec(line)?.[1] ?? -1) === Number(card) &&
          line.includes(` ${what} `),
      );
  return [...cards.matchAll(/^ {0,4}(\d{1,3}) \[([^\]\n]{1,40})\]: (\S{1,80}) - (.{1,200})$/gm)]
    .slice(0, 100)
    .map(([, card, id, driver, name]) => ({
      ...unknown,
      name: textOf(name) ?? textOf(id) ?? 'unknown',
      driver: textOf(driver),
      direction: able(card, 'playback')
        ? able(card, 'capture')
          ? 'both'
          : 'output'
        : able(card, 'capture')
          ? 'input'
          : null,
    }));
}
