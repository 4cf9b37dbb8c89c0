import { numberOf, profilerRowsOf, rowsOf, textOf } from '../../toolkit/fields.ts';

export interface SoundDevice {
  name: string;
  driver: string | null;
  maker: string | null;
  /** `output`, `input`, `both`, or null when the system does not say. */
  direction: string | null;
  default: boolean | null;
  /** `OK`, or the system's own word for what is wrong. */
  state: string | null;
}

/**
 * `/proc/asound/cards`: ` 0 [PCH            ]: HDA-Intel - HDA Intel PCH`, then a line with the place. `pcm`: which card
 * plays and which records, `00-00: ALC257 Analog : ALC257 Analog : playback 1 : capture 1`.
 */
export function linuxSound(cards: string, pcm = ''): SoundDevice[] {
  const able = (card: string | undefined, what: string): boolean =>
    pcm.split('\n').some((line) => Number(/^(\d{1,3})-/.exec(line)?.[1] ?? -1) === Number(card) && line.includes(` ${what} `));
  return [...cards.matchAll(/^ {0,4}(\d{1,3}) \[([^\]\n]{1,40})\]: (\S{1,80}) - (.{1,200})$/gm)]
    .slice(0, 100)
    .map(([, card, id, driver, name]) => ({
      name: textOf(name) ?? textOf(id) ?? 'unknown',
      driver: textOf(driver),
      maker: null,
      direction: able(card, 'playback') ? (able(card, 'capture') ? 'both' : 'output') : able(card, 'capture') ? 'input' : null,
      default: null,
      state: null,
    }));
}

export function darwinSound(output: string): SoundDevice[] {
  const entries = profilerRowsOf(output, 'SPAudioDataType').flatMap((row) => rowsOf(row._items ?? []));
  return entries.flatMap((row): SoundDevice[] => {
    const name = textOf(row._name);
    if (name === null) return [];
    const [out, input] = [row.coreaudio_device_output !== undefined, row.coreaudio_device_input !== undefined];
    return [
      {
        name,
        driver: textOf(row.coreaudio_device_transport)?.replace(/^coreaudio_device_type_/, '') ?? null,
        maker: textOf(row.coreaudio_device_manufacturer),
        direction: out && input ? 'both' : out ? 'output' : input ? 'input' : null,
        default:
          row.coreaudio_default_audio_output_device === 'spaudio_yes' ||
          row.coreaudio_default_audio_input_device === 'spaudio_yes',
        state: null,
      },
    ];
  });
}

/** Win32_SoundDevice. Null when it gave no answer at all. */
export function win32Sound(answer: unknown): SoundDevice[] | null {
  if (answer === undefined) return null;
  return rowsOf(answer).flatMap((row): SoundDevice[] => {
    const name = textOf(row.Name);
    if (name === null) return [];
    const code = numberOf(row.ConfigManagerErrorCode);
    const state = code === null || code === 0 ? textOf(row.Status) : `error ${code}`;
    return [{ name, driver: null, maker: textOf(row.Manufacturer), direction: null, default: null, state }];
  });
}
