import { numberOf, rowsOf, textOf } from '../../toolkit/fields.ts';

export interface Service {
  name: string;
  title: string | null;
  /** The system's own word: `running`, `exited`, `failed`, `Stopped` … */
  state: string;
  failed: boolean;
  /** Whether and how it starts by itself, where the list says so. */
  start: string | null;
}

/** `systemctl list-units --plain --no-legend`: UNIT LOAD ACTIVE SUB DESCRIPTION. Without `--output=json`, which is younger than some systems. */
export function systemdServices(output: string): Service[] {
  return output.split('\n').flatMap((line): Service[] => {
    const match = /^[●*\s]*(\S+)\.service\s+(\S+)\s+(\S+)\s+(\S+)\s*(.*)$/.exec(line);
    if (!match) return [];
    const [, name = '', load, active, state = '', title] = match;
    return [
      { name, title: textOf(title), state: load === 'not-found' ? 'not found' : state, failed: active === 'failed', start: null },
    ];
  });
}

/** `launchctl list`: PID, last exit status (negative for a signal), label, with tabs between. */
export function darwinServices(output: string): Service[] {
  return output.split('\n').flatMap((line): Service[] => {
    const match = /^(-|\d{1,10})\t(-?\d{1,10})\t(\S.*)$/.exec(line);
    if (!match) return [];
    const [, pid, exit, name = ''] = match;
    const running = pid !== '-';
    return [{ name, title: null, state: running ? 'running' : 'not running', failed: !running && exit !== '0', start: null }];
  });
}

/** Win32_Service. 1077 means "never started since boot", which is no failure. */
export function win32Services(answer: unknown): Service[] {
  return rowsOf(answer).flatMap((row): Service[] => {
    const name = textOf(row.Name);
    const state = textOf(row.State);
    if (name === null || state === null) return [];
    const exit = numberOf(row.ExitCode);
    const failed = state !== 'Running' && exit !== null && exit !== 0 && exit !== 1077;
    return [{ name, title: textOf(row.DisplayName), state, failed, start: textOf(row.StartMode) }];
  });
}
