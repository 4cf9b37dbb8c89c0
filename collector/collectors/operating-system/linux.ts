import { textOf } from '../../toolkit/fields.ts';
import type { SystemName } from './types.ts';

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
