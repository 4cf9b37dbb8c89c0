import { textOf } from '#collector/toolkit/fields.ts';
import type { SystemName } from './types.ts';

/** Output of `sw_vers`: `ProductVersion:\t15.1` and so on. */
export function darwinName(output: string): SystemName {
  const value = (key: string): string | null =>
    textOf(new RegExp(`^${key}:(.*)$`, 'm').exec(output)?.[1]);
  return {
    name: value('ProductName') ?? 'macOS',
    version: value('ProductVersion'),
    build: value('BuildVersion'),
  };
}
