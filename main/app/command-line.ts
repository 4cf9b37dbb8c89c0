import { parseArgs } from 'node:util';
import { raise } from '../../contract/result.ts';

/** `--collect FILE [--preset P] [--json]`: no window, nothing is sent. */
export interface CollectTask {
  file: string;
  /** Still to be held against the policy, which may add presets. */
  preset: string;
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
  return { file: values.collect, preset: String(values.preset ?? 'standard'), json: values.json === true };
}
