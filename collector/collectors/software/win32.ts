import { rowOf, rowsOf, textOf } from '#collector/toolkit/fields.ts';
import { askEach } from '#collector/toolkit/powershell-sources.ts';
import type { Package } from './types.ts';
import { uninstallKeys } from './uninstall-keys.ts';

/** `{ programs: the registry's Uninstall keys, apps: Get-AppxPackage }`. */
export function win32Packages(answer: unknown): Package[] {
  const { programs, apps } = rowOf(answer);
  const registered = rowsOf(programs ?? []).flatMap((row): Package[] => {
    const name = textOf(row.DisplayName);
    if (!name) return [];
    return [
      {
        name,
        version: textOf(row.DisplayVersion),
        architecture: null,
        source: 'registry',
        publisher: textOf(row.Publisher),
      },
    ];
  });
  const packaged = rowsOf(apps ?? []).flatMap((row): Package[] => {
    const name = textOf(row.Name);
    const [version, architecture] = [
      textOf(row.Version),
      textOf(row.Architecture)?.toLowerCase() ?? null,
    ];
    return name
      ? [
          {
            name,
            version,
            architecture,
            source: 'appx',
            publisher: organisationOf(textOf(row.Publisher)),
          },
        ]
      : [];
  });
  return [...registered, ...packaged];
}

/** `CN=Microsoft Corporation, O=Microsoft Corporation, L=Redmond, …`; for small publishers the store uses a number as the name. */
function organisationOf(subject: string | null): string | null {
  const part = (key: string): string | null =>
    textOf(
      new RegExp(`(?:^|, ?)${key}=("[^"]{1,200}"|[^,]{1,200})`)
        .exec(subject ?? '')?.[1]
        ?.replaceAll('"', ''),
    );
  const name = part('O') ?? part('CN');
  return name !== null && /^[0-9A-F]{8}(?:-[0-9A-F]{4}){3}-[0-9A-F]{12}$/i.test(name) ? null : name;
}

// Without frameworks and language packs, which are parts of other apps.
export const windowsScript = askEach({
  programs: { list: uninstallKeys },
  apps: {
    list: 'Get-AppxPackage -ErrorAction Stop|Where-Object {-not ($_.IsFramework -or $_.IsResourcePackage)}|Select-Object Name,@{n="Version";e={"$($_.Version)"}},Publisher,@{n="Architecture";e={"$($_.Architecture)"}}',
  },
});
