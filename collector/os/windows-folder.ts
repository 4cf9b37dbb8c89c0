import { win32 } from 'node:path';

const systemLibrary = /^([A-Za-z]:\\(?:[^\\/:*?"<>|]+\\)*[^\\/:*?"<>|]+)\\System32\\ntdll\.dll$/i;
/** The kernel's name of the folder, used if the loader's list does not contain it. */
const kernelName = '\\\\?\\GLOBALROOT\\SystemRoot';

/**
 * The Windows folder, such as `C:\Windows`. The environment also contains it (`SystemRoot`), but anyone can change that for
 * their own programs and so choose the reg.exe and PowerShell that we run. Windows loads ntdll.dll into every process before
 * our code, always from that folder.
 * @param loaded full paths of the libraries in this process
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
  // Otherwise Node looks up the names of all connections. Its types lack this option.
  const report = Object.assign(process.report, { excludeNetwork: true });
  const { sharedObjects } = report.getReport() as { sharedObjects?: string[] };
  return sharedObjects ?? [];
}
