import { win32 } from 'node:path';

const systemLibrary = /^([A-Za-z]:\\(?:[^\\/:*?"<>|]+\\)*[^\\/:*?"<>|]+)\\System32\\ntdll\.dll$/i;
/** The kernel's own name of the folder, for when the loader's list does not say it. */
const kernelName = '\\\\?\\GLOBALROOT\\SystemRoot';

/**
 * Windows' own folder, such as `C:\Windows`. The environment also names it (`SystemRoot`), but anybody may set that for
 * their own programs, and it would decide which reg.exe and which PowerShell are believed. ntdll.dll is in every process
 * before any of our code, from that folder and no other.
 * @param loaded whole paths of the libraries in this process
 */
export function windowsFolderOf(loaded: readonly string[]): string {
  for (const path of loaded) {
    const folder = systemLibrary.exec(path)?.[1];
    if (folder !== undefined) return folder;
  }
  return kernelName;
}

let known: string | null = null;

/** The same for this process. */
export function windowsFolder(): string {
  known ??= windowsFolderOf(loadedLibraries());
  return known;
}

export const system32 = (): string => win32.join(windowsFolder(), 'System32');

function loadedLibraries(): string[] {
  // Otherwise Node looks up the names of all connections. Its types do not know the switch.
  const report = Object.assign(process.report, { excludeNetwork: true });
  const { sharedObjects } = report.getReport() as { sharedObjects?: string[] };
  return sharedObjects ?? [];
}
