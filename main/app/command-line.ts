import { parseArgs } from 'node:util';
import { type Preset, preset } from '../../contract/collector.ts';
import { raise } from '../../contract/result.ts';

/** `--collect FILE [--preset P] [--json]`: no window, nothing is sent. */
export interface CollectTask {
  file: string;
  preset: Preset;
  json: boolean;
}

/**
 * Reads the words after the executable. Chromium's and Electron's own switches stand among them, so unknown ones are
 * left alone.
 * @throws CandorError `invalid-arguments` that names the value.
 */
export function readCollectTask(words: readonly string[]): CollectTask {
  const { values } = parseArgs({
    args: [...words],
    strict: false,
    options: { collect: { type: 'string' }, preset: { type: 'string' }, json: { type: 'boolean' } },
  });
  if (typeof values.collect !== 'string' || values.collect === '') {
    raise('invalid-arguments', 'Name the file to write: --collect FILE');
  }
  const chosen = preset.safeParse(values.preset ?? 'standard');
  if (!chosen.success) {
    raise('invalid-arguments', 'There is no preset called “{name}”. Choose one of: {presets}.', {
      values: { name: String(values.preset).slice(0, 80), presets: preset.options.join(', ') },
    });
  }
  return { file: values.collect, preset: chosen.data, json: values.json === true };
}
