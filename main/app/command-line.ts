import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { raise } from '#contract/errors/result.ts';

/** `--collect FILE [--preset P] [--json] [--force] [--yes]`: no window, nothing is sent. */
export interface CollectTask {
  /** The whole path. */
  file: string;
  /** Still to be held against the policy, which may add presets. */
  preset: string;
  json: boolean;
  /** A file that is there already is replaced. */
  force: boolean;
  /** The person was asked already. */
  yes: boolean;
}

/**
 * Reads the words after the executable. Chromium's and Electron's own switches stand among them, so unknown ones are
 * left alone.
 * @param folder where the person stands: a file is named from there
 * @throws CandorError `invalid-arguments` that names the value.
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
