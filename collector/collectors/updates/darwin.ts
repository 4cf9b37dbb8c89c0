import { dateOf, numberOf, profilerRowsOf, textOf } from '../../toolkit/fields.ts';
import { newestFirst, nothingKnown, type Updates } from './types.ts';

/** `system_profiler -json SPInstallHistoryDataType` and `defaults read /Library/Preferences/com.apple.SoftwareUpdate`. */
export function darwinUpdates(history: string, preferences: string): Updates {
  const installed = profilerRowsOf(history, 'SPInstallHistoryDataType').flatMap((row) => {
    const [at, name] = [dateOf(row.install_date), textOf(row._name)];
    if (at === null || name === null || row.package_source !== 'package_source_apple') return [];
    const version = textOf(row.install_version);
    return [{ at, name: version === null || name.endsWith(version) ? name : `${name} ${version}` }];
  });
  return {
    ...nothingKnown,
    waiting: numberOf(/\bLastRecommendedUpdatesAvailable = (\d{1,4});/.exec(preferences)?.[1]),
    lastCheckedAt: dateOf(
      /\bLastSuccessfulDate = "(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d \+0000)";/
        .exec(preferences)?.[1]
        ?.replace(' ', 'T')
        .replace(' +0000', 'Z'),
    ),
    installed: newestFirst(installed),
  };
}
