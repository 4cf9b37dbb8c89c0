import { dateOf, numberOf, profilerRowsOf, textOf } from '#collector/toolkit/fields.ts';
import { mostWaiting, newestFirst, nothingKnown, type Updates } from './types.ts';

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
    waitingNames: recommended(preferences),
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

/** The names in the list `RecommendedUpdates`, in which each entry has a `"Display Name"` and usually a `"Display Version"`. */
function recommended(preferences: string): string[] {
  const list =
    /\bRecommendedUpdates = {1,20}\(([\s\S]{0,100000}?)\n {4}\);/.exec(preferences)?.[1] ?? '';
  return list
    .split('}')
    .flatMap((entry) => {
      const field = (key: string): string | null =>
        textOf(new RegExp(`"${key}" = "?([^";\\n]{1,200})"?;`).exec(entry)?.[1]);
      const [name, version] = [field('Display Name'), field('Display Version')];
      return name === null
        ? []
        : [version === null || name.endsWith(version) ? name : `${name} ${version}`];
    })
    .slice(0, mostWaiting);
}
