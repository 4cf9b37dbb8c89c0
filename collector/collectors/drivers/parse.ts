import { dateOf, rowsOf, textOf } from '../../toolkit/fields.ts';

export interface Driver {
  name: string;
  version: string | null;
  date: string | null;
  maker: string | null;
  /** What it is for, in the system's own word. */
  kind: string | null;
  signed: boolean | null;
  state: string | null;
}

const unknown = { version: null, date: null, maker: null, kind: null, signed: null, state: null };

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

/** `systemextensionsctl list`: enabled, active, team, identifier (version), name, [state], with tabs between. */
export function darwinExtensions(output: string): Driver[] {
  return output.split('\n').flatMap((line): Driver[] => {
    const [enabled, , maker, bundle = '', name, state = ''] = line.split('\t');
    const match = /^([\w.-]{1,200}) \(([^()]{1,80})\)$/.exec(bundle);
    // The heading has words where an extension has a star or nothing.
    if (!match || !/^\*?$/.test(enabled ?? '')) return [];
    return [
      {
        name: textOf(name) ?? match[1] ?? '',
        ...unknown,
        version: textOf(match[2]),
        maker: textOf(maker),
        kind: match[1] ?? null,
        signed: true,
        state: textOf(state.replace(/[[\]]/g, '')),
      },
    ];
  });
}

/** Win32_PnPSignedDriver; devices of one kind that share a driver stand once. */
export function win32Drivers(answer: unknown): Driver[] {
  const drivers = rowsOf(answer).flatMap((row): Driver[] => {
    const name = textOf(row.DeviceName);
    if (name === null) return [];
    return [
      {
        name,
        version: textOf(row.DriverVersion),
        date: dateOf(row.At)?.slice(0, 10) ?? null,
        maker: textOf(row.DriverProviderName),
        kind: textOf(row.DeviceClass)?.toLowerCase() ?? null,
        signed: typeof row.IsSigned === 'boolean' ? row.IsSigned : null,
        state: null,
      },
    ];
  });
  return [...new Map(drivers.map((driver) => [`${driver.name}\n${driver.version}`, driver])).values()];
}
