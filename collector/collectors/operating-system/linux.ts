import { textOf } from '#collector/toolkit/fields.ts';
import type { SystemName } from './types.ts';

export interface Session {
  /** `wayland`, `x11`, `tty`, `mir`. */
  type: string;
  desktop: string | null;
  remote: boolean | null;
}

/** `loginctl show-session NUMBER --property=…`: lines of `Name=value`. */
export function sessionOf(output: string): Session | null {
  const value = (name: string): string | null =>
    textOf(new RegExp(`^${name}=(.{1,100})$`, 'm').exec(output)?.[1]);
  const type = value('Type');
  const remote = value('Remote');
  if (type === null || type === 'unspecified') return null;
  return { type, desktop: value('Desktop'), remote: remote === null ? null : remote === 'yes' };
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
