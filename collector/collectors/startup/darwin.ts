import { textOf } from '#collector/toolkit/fields.ts';
import type { StartupItem } from './types.ts';

/** Names in LaunchAgents and LaunchDaemons folders. */
export const launchItems = (
  names: string[],
  kind: 'agent' | 'daemon',
  whose: StartupItem['whose'],
): StartupItem[] =>
  names.flatMap((file): StartupItem[] => {
    const name = textOf(/^(.{1,200})\.plist$/.exec(file)?.[1]);
    return name === null ? [] : [{ name, kind, whose, enabled: true }];
  });

/** Names of programs in `Contents/Library/LoginItems` of an application. */
export const loginItems = (names: string[]): StartupItem[] =>
  names.flatMap((file): StartupItem[] => {
    const name = textOf(/^(.{1,200})\.app$/.exec(file)?.[1]);
    return name === null ? [] : [{ name, kind: 'login item', whose: 'person', enabled: null }];
  });
