import { describe, expect, test } from 'vitest';
import { errorsInLog } from '#diagnosis/log-errors.ts';

const errorsIn = (line: string) =>
  errorsInLog(`${line}\n`, { timeZone: 'UTC', until: '2026-11-24T00:00:00Z', all: false });

describe('a line that only speaks of errors is not an error', () => {
  test.for([
    'kernel: [    0.873756] RAS: Correctable Errors collector initialized.',
    'kernel: [    4.504186] ERST: Error Record Serialization Table (ERST) support is initialized.',
    'kernel: GPT: Use GNU Parted to correct GPT errors.',
    'kernel: check: Scanning 1 areas for low memory corruption',
    'kernel: HEST: Enabling Firmware First mode for corrected errors.',
    'kernel: EXT4-fs (sda1): re-mounted. Opts: errors=remount-ro. Quota mode: none.',
    'systemd[1]: Condition check resulted in Process error reports when automatic reporting is enabled (file watch) being skipped.',
    'systemd[1]: First Boot Complete was skipped because of a failed condition check (ConditionFirstBoot=yes).',
    'backup[7]: finished: copied=12 failed=0 errors: 0',
    'kernel: [  12.3] audit: type=1400 audit(1.2:3): apparmor="STATUS" operation="profile_remove" info="profile does not exist" error=-2 profile="unconfined"',
    'systemd-hostnamed[5]: Failed to read product UUID, ignoring: Permission denied',
    'kubelet[9]: I1114 06:25:01.123456    9 flags.go:64] FLAG: --tolerate-lookup-failure="true"',
  ])('%s', (line) => expect(errorsIn(`Nov 23 08:00:00 host ${line}`)).toEqual([]));

  test.for([
    'kernel: blk_update_request: I/O error, dev sda, sector 12',
    'kernel: EXT4-fs error (device sda1): ext4_lookup: deleted inode referenced',
    'kernel: mce: [Hardware Error]: Machine check events logged',
    'systemd[1]: Failed to start Process error reports when automatic reporting is enabled.',
    'backup[7]: finished: copied=12 failed=3',
    'kernel: audit: type=1400 audit(1.2:3): apparmor="DENIED" operation="mount" info="failed flags match" error=-13 profile="x"',
    'kubelet[9]: E1114 06:25:01.123456    9 server.go:1] "Error running the server"',
  ])('but this one is: %s', (line) =>
    expect(errorsIn(`Nov 23 08:00:00 host ${line}`)).toHaveLength(1),
  );
});

describe('the writer of a line', () => {
  test.for([
    [
      'com.apple.xpc.launchd[1] (com.example.helper[812]): Service could not initialize: error',
      'com.apple.xpc.launchd',
    ],
    ['Example Writer[14030]: Cocoa scripting error', 'Example Writer'],
    ['sshd(pam_unix)[19939]: authentication failure', 'sshd(pam_unix)'],
    ['kernel: I/O error', 'kernel'],
  ] as const)('of “%s” is %s', ([line, what]) =>
    expect(errorsIn(`Nov 23 08:00:00 host ${line}`)).toMatchObject([{ what }]),
  );
});
