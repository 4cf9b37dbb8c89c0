import { access, constants } from 'node:fs/promises';
import { posix, win32 } from 'node:path';
import { system32, windowsFolder } from './windows-folder.ts';

const posixFolders = ['/usr/bin', '/usr/sbin', '/bin', '/sbin', '/run/current-system/sw/bin'];

/** Folders that only an administrator can write to; with the person's PATH, another program could replace a command. */
function systemFolders(platform: NodeJS.Platform = process.platform): string[] {
  if (platform !== 'win32') return posixFolders;
  return [system32(), win32.join(system32(), 'WindowsPowerShell', 'v1.0')];
}

/** Absolute path of a system command such as `ip` or `powershell`, or null when this machine does not have it. */
export async function findSystemCommand(
  name: string,
  platform: NodeJS.Platform = process.platform,
  mayRun: (path: string) => Promise<boolean> = isExecutable,
): Promise<string | null> {
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(name)) return null;
  for (const folder of systemFolders(platform)) {
    const path =
      platform === 'win32' ? win32.join(folder, `${name}.exe`) : posix.join(folder, name);
    if (await mayRun(path)) return path;
  }
  return null;
}

export const isExecutable = (path: string): Promise<boolean> =>
  access(path, constants.X_OK).then(
    () => true,
    () => false,
  );

/**
 * The smallest environment in which system commands work: a fixed language, so that parsers need only one; a fixed PATH; and
 * none of the person's variables, which could change what a command does or contain a secret.
 */
export function commandEnvironment(
  platform: NodeJS.Platform = process.platform,
): Record<string, string> {
  const separator = platform === 'win32' ? ';' : ':';
  const environment: Record<string, string> = { PATH: systemFolders(platform).join(separator) };
  const passed = platform === 'win32' ? windowsNames : ['HOME', 'TZ'];
  for (const name of passed) {
    const value = process.env[name];
    if (value !== undefined) environment[name] = value;
  }
  // PowerShell finds its modules through these, so they must not be the person's either.
  if (platform === 'win32') Object.assign(environment, windowsPlaces(windowsFolder()));
  // The socket folder of the person's service manager. Not from the environment, which the person could have set.
  if (platform === 'linux' && process.getuid)
    environment.XDG_RUNTIME_DIR = `/run/user/${process.getuid()}`;
  // macOS has no C.UTF-8.
  if (platform !== 'win32') environment.LC_ALL = platform === 'darwin' ? 'en_US.UTF-8' : 'C.UTF-8';
  return environment;
}

function windowsPlaces(folder: string): Record<string, string> {
  if (!/^[A-Za-z]:/.test(folder)) return {};
  return { SystemRoot: folder, windir: folder, SystemDrive: folder.slice(0, 2) };
}

/** Required by PowerShell and CIM. */
const windowsNames = [
  'TEMP',
  'TMP',
  'USERPROFILE',
  'APPDATA',
  'LOCALAPPDATA',
  'ProgramData',
  'ProgramFiles',
  'COMPUTERNAME',
  'PROCESSOR_ARCHITECTURE',
  'NUMBER_OF_PROCESSORS',
];
