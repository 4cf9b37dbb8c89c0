import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { raise } from '#contract/errors/result.ts';

/** `--collect FILE [--preset P] [--json] [--force] [--yes]`: no window, nothing is sent. */
export interface CollectTask {
  /** Absolute path. */
  file: string;
  /** Not validated yet, because the policy may add presets. */
  preset: string;
  json: boolean;
  /** Replaces an existing file. */
  force: boolean;
  /** The person has already agreed. */
  yes: boolean;
}

/**
 * Reads the words after the executable. They include switches of Chromium and Electron, so unknown ones are ignored.
 * @param folder the working directory, to resolve a relative file name
 * @throws CandorError `invalid-arguments`, which names the value.
 */
export function readCollectTask(words: readonly string[], folder: string): CollectTask {
  const { values } = parseArgs({
    args: [...words],
    strict: false,
    options: {
      collect: { type: 'string' },
      preset: { type: 'string' },
      json: { type: 'boolean' },
      force: { type: 'boolean' },
      yes: { type: 'boolean' },
    },
  });
  if (
    typeof values.collect !== 'string' ||
    values.collect === '' ||
    values.collect.startsWith('--')
  ) {
    raise('invalid-arguments', 'Name the file to write: --collect FILE');
  }
  return {
    file: resolve(folder, values.collect),
    preset: String(values.preset ?? 'standard'),
    json: values.json === true,
    force: values.force === true,
    yes: values.yes === true,
  };
}
