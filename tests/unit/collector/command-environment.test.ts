import { afterEach, describe, expect, test, vi } from 'vitest';

/** Where Windows is, by the kernel's own word; this machine is none. */
const windows = vi.hoisted(() => ({ folder: 'D:\\Windows' }));
vi.mock('#collector/os/windows-folder.ts', () => ({
  windowsFolder: () => windows.folder,
  system32: () => `${windows.folder}\\System32`,
}));
const { commandEnvironment, findSystemCommand } = await import('#collector/os/system-command.ts');

afterEach(() => vi.unstubAllEnvs());

describe('the environment of a command on Windows', () => {
  const needed = [
    ...[
      'TEMP',
      'TMP',
      'USERPROFILE',
      'APPDATA',
      'LOCALAPPDATA',
      'ProgramData',
      'ProgramFiles',
      'COMPUTERNAME',
    ],
    ...['PROCESSOR_ARCHITECTURE', 'NUMBER_OF_PROCESSORS'],
  ];

  test('is where Windows really is, what PowerShell needs to start, and nothing else that a person set', () => {
    for (const name of needed) vi.stubEnv(name, `the ${name}`);
    for (const name of [
      'SystemRoot',
      'windir',
      'SystemDrive',
      'PATH',
      'PSModulePath',
      'COR_PROFILER',
      'HOME',
      'TZ',
      'LC_ALL',
    ])
      vi.stubEnv(name, 'C:\\evil');
    expect(commandEnvironment('win32')).toEqual({
      ...Object.fromEntries(needed.map((name) => [name, `the ${name}`])),
      PATH: 'D:\\Windows\\System32;D:\\Windows\\System32\\WindowsPowerShell\\v1.0',
      SystemRoot: 'D:\\Windows',
      windir: 'D:\\Windows',
      SystemDrive: 'D:',
    });
  });

  test('holds nothing that is not set', () => {
    for (const name of needed) vi.stubEnv(name, undefined);
    expect(Object.keys(commandEnvironment('win32')).sort()).toEqual([
      'PATH',
      'SystemDrive',
      'SystemRoot',
      'windir',
    ]);
  });

  test('names no drive where only the kernel’s own name of the folder is known', () => {
    windows.folder = '\\\\?\\GLOBALROOT\\SystemRoot';
    expect(commandEnvironment('win32')).not.toHaveProperty('SystemRoot');
    windows.folder = 'D:\\Windows';
  });
});

test('the environment of a command on macOS and Linux is its home, its time zone, a fixed language and a fixed path', () => {
  for (const name of [
    'LC_ALL',
    'LANG',
    'PATH',
    'XDG_RUNTIME_DIR',
    'LD_PRELOAD',
    'DYLD_INSERT_LIBRARIES',
    'TEMP',
  ])
    vi.stubEnv(name, '/home/kim/evil');
  vi.stubEnv('HOME', '/home/kim');
  vi.stubEnv('TZ', 'Asia/Tokyo');
  const both = {
    HOME: '/home/kim',
    TZ: 'Asia/Tokyo',
    PATH: '/usr/bin:/usr/sbin:/bin:/sbin:/run/current-system/sw/bin',
  };
  expect(commandEnvironment('darwin')).toEqual({ ...both, LC_ALL: 'en_US.UTF-8' });
  expect(commandEnvironment('linux')).toEqual({
    ...both,
    LC_ALL: 'C.UTF-8',
    ...(process.getuid && { XDG_RUNTIME_DIR: `/run/user/${process.getuid()}` }),
  });
});

test('a command is looked for in each of the system’s folders, in their order', async () => {
  const asked: string[] = [];
  const nowhere = async (path: string) => {
    asked.push(path);
    return false;
  };
  expect(await findSystemCommand('ip', 'linux', nowhere)).toBeNull();
  expect(asked).toEqual([
    '/usr/bin/ip',
    '/usr/sbin/ip',
    '/bin/ip',
    '/sbin/ip',
    '/run/current-system/sw/bin/ip',
  ]);
});
