import { textOf } from '#collector/toolkit/fields.ts';
import { type Driver, unknown } from './types.ts';

/** `/proc/modules`: name, bytes, use count, users, state, address, and in brackets the taint flags: O not from the kernel, E unsigned, P proprietary. */
export function linuxModules(modules: string): Driver[] {
  return modules.split('\n').flatMap((line): Driver[] => {
    const match =
      /^(\w{1,100}) \d+ -?\d+ \S+ (Live|Loading|Unloading) \S+(?: \(([A-Z+-]{1,20})\))?/.exec(line);
    if (!match) return [];
    const [, name = '', state = '', taint = ''] = match;
    const kind = taint.includes('P')
      ? 'proprietary'
      : taint.includes('O')
        ? 'not part of the kernel'
        : null;
    return [
      {
        name,
        ...unknown,
        kind,
        signed: taint.includes('E') ? false : null,
        state: state.toLowerCase(),
      },
    ];
  });
}

export function withVersions(drivers: Driver[], versions: ReadonlyMap<string, string>): Driver[] {
  return drivers.map((driver) => ({ ...driver, version: textOf(versions.get(driver.name)) }));
}
