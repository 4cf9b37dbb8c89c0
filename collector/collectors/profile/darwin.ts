import type { Profile } from './types.ts';

/**
 * `dscl . -read /Users/NAME AuthenticationAuthority NFSHomeDirectory` for the person's account. Only these signs are read,
 * never the names of servers and accounts in it. An account that is missing in `.` comes from a directory.
 */
export function darwinProfile(
  output: string,
  exitCode: number | null,
): Pick<Profile, 'kind' | 'home'> {
  const home = /^NFSHomeDirectory: (\/.{1,1000})$/m.exec(output)?.[1];
  const place =
    home === undefined
      ? null
      : {
          filesystem: null,
          network: /^\/(?:Network\/Servers|net|home)\//.test(home),
          readOnly: null,
          encrypted: null,
          encryption: null,
        };
  if (/;LocalCachedUser;/.test(output)) return { kind: 'mobile', home: place };
  if (exitCode === 0) return { kind: 'local', home: place };
  // eDSRecordNotFound (DirectoryServiceErrors.h).
  return { kind: exitCode === 56 || /-14136\b/.test(output) ? 'directory' : null, home: place };
}
