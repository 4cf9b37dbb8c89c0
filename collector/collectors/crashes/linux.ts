import type { FolderEntry } from '#collector/os/list-folder.ts';
import { jsonOf, numberOf, rowsOf, textOf } from '#collector/toolkit/fields.ts';
import type { Crash } from './types.ts';

/** The program's name without its folders, which may name the person. */
const baseName = (path: string): string =>
  path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);

const signals: Record<number, string> = {
  3: 'SIGQUIT',
  4: 'SIGILL',
  5: 'SIGTRAP',
  6: 'SIGABRT',
  7: 'SIGBUS',
  8: 'SIGFPE',
  11: 'SIGSEGV',
  31: 'SIGSYS',
};

function microseconds(value: unknown): string | null {
  const number = numberOf(value);
  return number === null || number > 8.64e18 ? null : new Date(number / 1000).toISOString();
}

/** `coredumpctl list --json=short`; `time` is in microseconds. */
export function coredumpctlCrashes(output: string): Crash[] {
  return rowsOf(jsonOf(output) ?? []).flatMap((row): Crash[] => {
    const at = microseconds(row.time);
    const path = textOf(row.exe);
    const signal = numberOf(row.sig);
    return at === null || path === null
      ? []
      : [
          {
            at,
            program: baseName(path),
            kind: 'crash',
            cause: signal === null ? null : (signals[signal] ?? `signal ${signal}`),
          },
        ];
  });
}

/** Names in `/var/lib/systemd/coredump`: `core.PROGRAM.UID.BOOT.PID.MICROSECONDS.zst`, as systemd-coredump(8) writes them. */
export function coredumpFiles(names: string[]): Crash[] {
  return names.flatMap((name): Crash[] => {
    const match =
      /^core\.(.{1,100})\.\d{1,10}\.[0-9a-f]{32}\.\d{1,10}\.(\d{1,16})(?:\.\w{1,5})?$/.exec(name);
    const at = microseconds(match?.[2]);
    const program = textOf(
      match?.[1]?.replace(/\\x([0-9a-f]{2})/g, (_, code: string) =>
        String.fromCharCode(Number.parseInt(code, 16)),
      ),
    );
    return at === null || program === null
      ? []
      : [{ at, program: baseName(program), kind: 'crash', cause: null }];
  });
}

/** Names in `/var/crash`: `_usr_bin_gedit.1000.crash`, with `_` for each `/`. */
export function apportCrashes(entries: FolderEntry[]): Crash[] {
  return entries.flatMap(({ name, modifiedAt }): Crash[] => {
    const match = /^(.{1,200})\.\d{1,10}\.(crash|hang)$/.exec(name);
    const program = textOf(
      match?.[1]
        ?.split('_')
        .filter((part) => part !== '')
        .at(-1),
    );
    return modifiedAt === null || program === null
      ? []
      : [{ at: modifiedAt, program, kind: match?.[2] ?? null, cause: null }];
  });
}

/**
 * The program that receives a crashed program's memory, from `/proc/sys/kernel/core_pattern` (core(5)): `known` has a list
 * that Candor can read; `other` is another program; `nobody` means that there is at most a core file.
 */
export function crashKeeperOf(corePattern: string): 'known' | 'other' | 'nobody' {
  if (!corePattern.trim().startsWith('|')) return 'nobody';
  return /\/(?:systemd-coredump|apport)\b/.test(corePattern) ? 'known' : 'other';
}

/** Processor faults in the kernel's words, which are never translated. */
const causes: readonly [RegExp, string][] = [
  [/^(?:segfault at|general protection)/, 'SIGSEGV'],
  [/^trap invalid opcode/, 'SIGILL'],
  [/^trap int3/, 'SIGTRAP'],
  [/^trap divide error/, 'SIGFPE'],
];

/** `candor[14030]: segfault at 200 ip …` and `traps: candor[14101] general protection fault ip:…`, with up to 15 characters of the name. */
export function kernelCrashes(entries: readonly { at: string; message: string }[]): Crash[] {
  return entries.flatMap(({ at, message }): Crash[] => {
    const match =
      /^(?:traps: )?(\S.{0,63}?)\[\d{1,10}\]:? ((?:segfault at|general protection|trap ).{0,40})/.exec(
        message.slice(0, 300),
      );
    const program = textOf(match?.[1]);
    const cause = causes.find(([shape]) => shape.test(match?.[2] ?? ''))?.[1] ?? null;
    return program === null ? [] : [{ at, program, kind: 'crash', cause }];
  });
}
