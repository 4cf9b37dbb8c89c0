import { textOf } from '../../toolkit/fields.ts';
import { type Driver, unknown } from './types.ts';

/** `/proc/modules`: name, bytes, users, who, state, address, and in brackets how it taints: O not from the kernel, E unsigned, P proprietary. */
export function linuxModules(modules: string): Driver[] {
  return modules.split('\n').flatMap((line): Driver[] => {
    const match = /^(\w{1,100}) \d+ -?\d+ \S+ (Live|Loading|Unloading) \S+(?: \(([A-Z+-]{1,20})\))?/.exec(line);
    if (!match) return [];
    const [, name = '', state = '', taint = ''] = match;
    const kind = taint.includes('P') ? 'proprietary' : taint.includes('O') ? 'not part of the kernel' : null;
    return [{ name, ...unknown, kind, signed: taint.includes('E') ? false : null, state: state.toLowerCase() }];
  });
}

/** What is built into the kernel and has a version of its own. `versions`: the text of `/sys/module/NAME/version` by name. */
export const builtInModules = (versions: ReadonlyMap<string, string>): Driver[] =>
  [...versions].flatMap(([name, text]): Driver[] => {
    const version = textOf(text);
    return version === null ? [] : [{ name, ...unknown, version, state: 'built in' }];
  });

export function withVersions(drivers: Driver[], versions: ReadonlyMap<string, string>): Driver[] {
  return drivers.map((driver) => ({ ...driver, version: textOf(versions.get(driver.name)) }));
}
