import { parseArgs } from 'node:util';
import { type Preset, preset } from '../../contract/collector.ts';
import { raise } from '../../contract/result.ts';
import { linkIn } from './deep-link.ts';

/** What the agent was started for. */
export type Task =
  | { kind: 'window' }
  /** `--hidden`: start in the tray only, as at log-in. */
  | { kind: 'tray' }
  /** `--collect FILE [--preset P] [--json]`: no window, nothing is sent. */
  | { kind: 'collect'; file: string; preset: Preset; json: boolean };

/**
 * Reads the words after the executable. Chromium's and Electron's own switches stand among them, so unknown ones are
 * left alone. A start that brings a `candor://` link opens the window and nothing else: whoever wrote the link may have
 * written the words around it.
 * @throws CandorError `invalid-arguments` that names the value.
 */
export function readTask(words: readonly string[]): Task {
  const { values } = parseArgs({
    args: [...words],
    strict: false,
    options: {
      collect: { type: 'string' },
      preset: { type: 'string' },
      json: { type: 'boolean' },
      hidden: { type: 'boolean' },
    },
  });
  if (linkIn(words) !== null) return { kind: 'window' };
  if (values.collect === undefined) return { kind: values.hidden ? 'tray' : 'window' };
  if (typeof values.collect !== 'string' || values.collect === '') {
    raise('invalid-arguments', 'Name the file to write: --collect FILE');
  }
  const chosen = preset.safeParse(values.preset ?? 'standard');
  if (!chosen.success) {
    raise('invalid-arguments', 'There is no preset called “{name}”. Choose one of: {presets}.', {
      values: { name: String(values.preset).slice(0, 80), presets: preset.options.join(', ') },
    });
  }
  return { kind: 'collect', file: values.collect, preset: chosen.data, json: values.json === true };
}
