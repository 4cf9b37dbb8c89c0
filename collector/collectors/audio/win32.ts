import { numberOf, rowsOf, textOf } from '../../toolkit/fields.ts';
import type { SoundDevice } from './types.ts';

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
