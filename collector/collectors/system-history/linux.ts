import { dateOf, jsonOf, numberOf, rowsOf } from '#collector/toolkit/fields.ts';
import { timelineWords } from '#contract/bundle/timeline.ts';
import type { Restart } from './types.ts';

const { started, stopped, unexpected } = timelineWords;

/** `journalctl --list-boots --output=json` (systemd 251 and later): first and last entry in microseconds. */
export function journalBoots(output: string): Restart[] {
  return rowsOf(jsonOf(output) ?? []).flatMap((row): Restart[] => {
    const at = dateOfSeconds((numberOf(row.first_entry) ?? Number.NaN) / 1e6);
    return at === null ? [] : [{ at, how: started, detail: null }];
  });
}

/**
 * `last -x --time-format iso reboot shutdown`, newest first. Two starts without a shutdown between them mean a
 * crash or a loss of power.
 */
export function wtmpRestarts(output: string): Restart[] {
  const entries = [
    ...output.matchAll(
      /^(reboot|shutdown) .{1,80}?(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:[+-]\d\d:?\d\d|Z))/gm,
    ),
  ].flatMap(([, what, time = '']) => {
    const at = dateOf(time.replace(/([+-]\d\d)(\d\d)$/, '$1:$2'));
    return at === null ? [] : [{ at, boot: what === 'reboot' }];
  });
  return entries.map(({ at, boot }, index) => ({
    at,
    how: !boot ? stopped : entries[index + 1]?.boot ? unexpected : started,
    detail: null,
  }));
}

function dateOfSeconds(seconds: number): string | null {
  const date = new Date(seconds * 1000);
  return Number.isNaN(date.getTime()) ? null : date.toISOString();
}
