import { jsonOf, listOf, rowOf, textOf } from '#collector/toolkit/fields.ts';
import type { Program } from './types.ts';

/**
 * `busctl --json=short call … PermissionStore Lookup`: `{"type":"a{sas}v","data":[{"org.example.App":["yes"]},…]}`. Values
 * for devices are yes, no or ask; for location, the accuracy and the time of the last request. Programs outside a sandbox
 * share one entry without a name.
 */
export function portalPrograms(output: string): Program[] | null {
  const data = rowOf(jsonOf(output)).data;
  if (!Array.isArray(data)) return null;
  return Object.entries(rowOf(data[0])).flatMap(([app, values]): Program[] => {
    const value = textOf(listOf(values)[0])?.toLowerCase();
    if (value === undefined) return [];
    const allowed = value === 'no' || value === 'none' ? 'no' : value === 'ask' ? 'ask' : 'yes';
    return [{ name: textOf(app) ?? 'programs outside of a sandbox', allowed }];
  });
}

/** `snap connections --all`: interface, `snap:plug`, slot and notes; a plug without a slot is not connected. */
export function snapPrograms(output: string, wanted: string): Program[] {
  if (!/^Interface\s+Plug\s+Slot/.test(output)) return [];
  return output.split('\n').flatMap((line): Program[] => {
    const [name, plug = '', slot] = line.split(/\s+/, 3);
    const snap = plug.split(':')[0] ?? '';
    if (name !== wanted || snap === '' || snap === '-' || slot === undefined) return [];
    return [{ name: `${snap} (snap)`, allowed: slot === '-' ? 'no' : 'yes' }];
  });
}

/** `stat -c '%G %n'`: the group of each path. */
export function groupsOf(output: string): ReadonlyMap<string, string> {
  const rows = [...output.matchAll(/^(\S{1,100}) (\/.{1,200})$/gm)];
  return new Map(rows.map(([, group = '', path = '']) => [path, group]));
}
