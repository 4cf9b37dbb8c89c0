import { profilerRowsOf, rowsOf, textOf } from '../../toolkit/fields.ts';
import { type SoundDevice, unknown } from './types.ts';

export function darwinSound(output: string): SoundDevice[] {
  const entries = profilerRowsOf(output, 'SPAudioDataType').flatMap((row) => rowsOf(row._items ?? []));
  return entries.flatMap((row): SoundDevice[] => {
    const name = textOf(row._name);
    if (name === null) return [];
    const [out, input] = [row.coreaudio_device_output !== undefined, row.coreaudio_device_input !== undefined];
    return [
      {
        ...unknown,
        name,
        driver: textOf(row.coreaudio_device_transport)?.replace(/^coreaudio_device_type_/, '') ?? null,
        maker: textOf(row.coreaudio_device_manufacturer),
        direction: out && input ? 'both' : out ? 'output' : input ? 'input' : null,
        default:
          row.coreaudio_default_audio_output_device === 'spaudio_yes' ||
          row.coreaudio_default_audio_input_device === 'spaudio_yes',
      },
    ];
  });
}
