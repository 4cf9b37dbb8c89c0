import { rowOf, textOf } from '#collector/toolkit/fields.ts';
import { askEach } from '#collector/toolkit/powershell-sources.ts';
import type { SystemName } from './types.ts';

/** `fallback`: Node's `os.version()`, which needs no command. */
export function win32Name(answer: unknown, fallback: string): SystemName {
  const system = rowOf(rowOf(answer).system);
  const version = rowOf(rowOf(answer).version);
  const build = textOf(system.BuildNumber);
  const revision = textOf(version.UBR);
  return {
    name: textOf(system.Caption) ?? fallback,
    version: textOf(version.DisplayVersion) ?? textOf(system.Version),
    build: build && revision ? `${build}.${revision}` : build,
  };
}

export const windowsScript = askEach({
  system: {
    one: 'Get-CimInstance Win32_OperatingSystem -ErrorAction Stop|Select-Object Caption,Version,BuildNumber',
  },
  version: {
    one: `Get-ItemProperty 'HKLM:\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion' -Name DisplayVersion,UBR -ErrorAction SilentlyContinue|Select-Object DisplayVersion,UBR`,
  },
});
