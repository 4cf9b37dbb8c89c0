import { textOf } from '../../toolkit/fields.ts';
import type { Service } from './types.ts';

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
