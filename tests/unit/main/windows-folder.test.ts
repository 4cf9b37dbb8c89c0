import { expect, test } from 'vitest';
import { windowsFolderOf } from '#collector/os/windows-folder.ts';

test.each([
  [['C:\\Program Files\\Candor\\Candor.exe', 'C:\\Windows\\SYSTEM32\\ntdll.dll'], 'C:\\Windows'],
  [['D:\\WINNT\\System32\\NTDLL.DLL', 'C:\\evil\\System32\\ntdll.dll'], 'D:\\WINNT'],
])('Windows’ own folder is where the loader took ntdll.dll from: %j', (loaded, folder) => {
  expect(windowsFolderOf(loaded)).toBe(folder);
});

test.each([
  [[]],
  [['C:\\evil\\ntdll.dll']],
  [['C:\\evil\\System32\\not-ntdll.dll']],
  [['\\\\evil\\share\\System32\\ntdll.dll']],
])('Windows’ own folder has the kernel’s name where the loader does not say: %j', (loaded) => {
  expect(windowsFolderOf(loaded)).toBe('\\\\?\\GLOBALROOT\\SystemRoot');
});
