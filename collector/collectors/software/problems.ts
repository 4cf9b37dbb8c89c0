import { stat } from 'node:fs/promises';
import type { CollectContext } from '#collector/toolkit/define.ts';
import { textOf } from '#collector/toolkit/fields.ts';
import type { Package } from './types.ts';

/** Problems that stop a Linux package system. */
export interface PackageProblems {
  /** Packages that are half-installed or must be installed again. */
  broken: { name: string; state: string }[];
  held: string[];
  /** The program that locks the package system; null when it is free or unknown. */
  lockedBy: string | null;
  /** Modules that DKMS builds for the kernel; null without DKMS. */
  modules: KernelModule[] | null;
}

export interface KernelModule {
  name: string;
  version: string;
  kernel: string | null;
  /** In DKMS's own words: `added`, `built`, `installed`, `broken`. */
  state: string;
}

const most = 200;

export function packageStates(
  packages: readonly Package[],
): Pick<PackageProblems, 'broken' | 'held'> {
  const broken = packages.flatMap(({ name, state }) =>
    state === undefined || state === 'held' ? [] : [{ name, state }],
  );
  const held = packages.flatMap(({ name, state }) => (state === 'held' ? [name] : []));
  return { broken: broken.slice(0, most), held: held.slice(0, most) };
}

/**
 * `dkms status`: `nvidia/535.183.01, 6.1.0-28-amd64, x86_64: installed`, up to version 2 `nvidia, 535.183.01, 6.1.0…`. A
 * module that is only added has no kernel. Warnings in parentheses follow the state.
 */
export function dkmsModules(output: string): KernelModule[] {
  return output
    .split('\n')
    .flatMap((line): KernelModule[] => {
      const [, name = '', version = '', rest = '', state = ''] =
        /^([^\s,/:]{1,100})(?:\/|, )([^\s,:]{1,100})((?:, [^\s,:]{1,100}){0,2}): (\w{1,20})\b/.exec(
          line.slice(0, 500),
        ) ?? [];
      if (name === '') return [];
      return [{ name, version, kernel: textOf(rest.split(', ')[1]), state }];
    })
    .slice(0, most);
}

/** `/proc/locks` (proc_locks(5)): the process that holds a write lock on one of these files, by device and number. */
export function lockHolder(
  locks: string,
  files: readonly { device: number; inode: number }[],
): number | null {
  for (const [, pid = '', major = '', minor = '', inode = ''] of locks.matchAll(
    /^\d{1,10}: (?:POSIX|FLOCK|OFDLCK) {1,4}\S{1,10} {1,4}WRITE (-?\d{1,10}) ([0-9a-f]{2,4}):([0-9a-f]{2,6}):(\d{1,20}) /gm,
  )) {
    const [high, low] = [Number.parseInt(major, 16), Number.parseInt(minor, 16)];
    // Combined as in makedev(3), for current kernels.
    const device = (high % 4096) * 256 + (low % 256) + Math.floor(low / 256) * 1_048_576;
    if (files.some((file) => file.device === device && file.inode === Number(inode)))
      return Number(pid);
  }
  return null;
}

const lockFiles = [
  '/var/lib/dpkg/lock-frontend',
  '/var/lib/dpkg/lock',
  '/var/lib/rpm/.rpm.lock',
  '/run/zypp.pid',
];

export async function gatherProblems(
  context: CollectContext,
  packages: readonly Package[],
): Promise<PackageProblems> {
  const [dkms, locks, ...stats] = await Promise.all([
    context.run('dkms', ['status'], { timeoutMs: 8000, capBytes: 256 * 1024 }),
    context.readText('/proc/locks', 256 * 1024),
    ...lockFiles.map((path) => stat(path).catch(() => null)),
  ]);
  const files = stats.flatMap((file) =>
    file === null ? [] : [{ device: file.dev, inode: file.ino }],
  );
  const pid = locks.ok ? lockHolder(locks.text, files) : null;
  const name = pid !== null && pid > 0 ? await context.readText(`/proc/${pid}/comm`, 64) : null;
  return {
    ...packageStates(packages),
    lockedBy: name?.ok ? textOf(name.text) : null,
    modules: dkms.state === 'ended' && dkms.exitCode === 0 ? dkmsModules(dkms.stdout) : null,
  };
}
