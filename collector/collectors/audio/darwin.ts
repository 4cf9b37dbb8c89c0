import { numberOf, profilerRowsOf, rowsOf, textOf } from '#collector/toolkit/fields.ts';
import { type SoundDevice, unknown } from './types.ts';

export function darwinSound(output: string): SoundDevice[] {
  const entries = profilerRowsOf(output, 'SPAudioDataType').flatMap((row) =>
    rowsOf(row._items ?? []),
  );
  return entries.flatMap((row): SoundDevice[] => {
    const name = textOf(row._name);
    if (name === null) return [];
    const [out, input] = [
      row.coreaudio_device_output !== undefined,
      row.coreaudio_device_input !== undefined,
    ];
    return [
      {
        ...unknown,
        name,
        driver:
          textOf(row.coreaudio_device_transport)?.replace(/^coreaudio_device_type_/, '') ?? null,
        maker: textOf(row.coreaudio_device_manufacturer),
        direction: out && input ? 'both' : out ? 'output' : input ? 'input' : null,
        default:
          row.coreaudio_default_audio_output_device === 'spaudio_yes' ||
          row.coreaudio_default_audio_input_device === 'spaudio_yes',
      },
    ];
  });
}

/**
 * `get volume settings` of osascript: `output volume:44, input volume:75, alert volume:100, output muted:false`, for the two
 * default devices. `missing value` means that the computer cannot set the volume, as with HDMI.
 */
export function withVolume(devices: readonly SoundDevice[], settings: string): SoundDevice[] {
  const percent = (what: string): number | null => {
    const number = numberOf(new RegExp(`\\b${what} volume:(\\d{1,3})\\b`).exec(settings)?.[1]);
    return number === null || number > 100 ? null : number;
  };
  const word = /\boutput muted:(true|false)\b/.exec(settings)?.[1];
  const muted = word === undefined ? null : word === 'true';
  return devices.map((device) => {
    if (device.default !== true || device.direction === null) return device;
    if (device.direction === 'input') return { ...device, volumePercent: percent('input') };
    return { ...device, volumePercent: percent('output'), muted };
  });
}
