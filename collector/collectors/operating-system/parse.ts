import { rowOf, textOf } from '../../toolkit/fields.ts';

export interface SystemName {
  name: string;
  version: string | null;
  build: string | null;
}

/** os-release(5): shell assignments, quoted or not. */
export function linuxName(osRelease: string): SystemName {
  const values = new Map<string, string>();
  for (const line of osRelease.split('\n')) {
    const match = /^([A-Z_]+)=(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|(\S*))\s*$/.exec(line);
    const value = match?.[2]?.replace(/\\(.)/g, '$1') ?? match?.[3] ?? match?.[4];
    if (match?.[1] && value !== undefined) values.set(match[1], value);
  }
  return {
    name: textOf(values.get('PRETTY_NAME')) ?? textOf(values.get('NAME')) ?? 'Linux',
    version: textOf(values.get('VERSION_ID')),
    build: textOf(values.get('BUILD_ID')),
  };
}

/** Output of `sw_vers`: `ProductVersion:\t15.1` and so on. */
export function darwinName(output: string): SystemName {
  const value = (key: string): string | null => textOf(new RegExp(`^${key}:(.*)$`, 'm').exec(output)?.[1]);
  return { name: value('ProductName') ?? 'macOS', version: value('ProductVersion'), build: value('BuildVersion') };
}

/** `fallback`: Node's `os.version()`, known without asking anybody. */
export function win32Name(answer: unknown, fallback: string): SystemName {
  const system = rowOf(rowOf(answer).system);
  const version = rowOf(rowOf(answer).version);
  const build = textOf(system.BuildNumber);
  const revision = textOf(version.UBR);
  return {
    name: textOf(system.Caption) ?? fallback,
    version: textOf(version.DisplayVersion) ?? textOf(system.Version),
    build: build && revision ? `${build}.${revision}` : build,
  };
}
