import type { CommandResult } from '#collector/os/run-command.ts';
import { textOf } from '#collector/toolkit/fields.ts';
import type { Service } from './types.ts';

/** `systemctl list-units --state=failed`: units of every kind, with their full names. Null without a service manager. */
export function failedUnits({
  state,
  exitCode,
  stdout,
}: Pick<CommandResult, 'state' | 'exitCode' | 'stdout'>): string[] | null {
  if (state !== 'ended' || exitCode !== 0) return null;
  return stdout
    .split('\n')
    .flatMap(
      (line) => /^[●*\s]{0,10}(\S{1,250}\.[a-z]{4,9})\s+\S+\s+failed\s/.exec(line)?.[1] ?? [],
    )
    .slice(0, 200);
}

/** `systemctl list-units --plain --no-legend`: UNIT LOAD ACTIVE SUB DESCRIPTION. Without `--output=json`, which older systems do not have. */
export function systemdServices(output: string): Service[] {
  return output.split('\n').flatMap((line): Service[] => {
    const match = /^[●*\s]*(\S+)\.service\s+(\S+)\s+(\S+)\s+(\S+)\s*(.*)$/.exec(line);
    if (!match) return [];
    const [, name = '', load, active, state = '', title] = match;
    return [
      {
        name,
        title: textOf(title),
        state: load === 'not-found' ? 'not found' : state,
        failed: active === 'failed',
        start: null,
      },
    ];
  });
}
